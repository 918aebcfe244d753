import type { Guard } from '../guard.ts';

export const activityGuards: readonly Guard[] = [];
