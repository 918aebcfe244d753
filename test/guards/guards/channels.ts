import type { Guard } from '../guard.ts';

export const channelGuards: readonly Guard[] = [];
