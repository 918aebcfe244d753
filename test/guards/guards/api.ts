import type { Guard } from '../guard.ts';

export const apiGuards: readonly Guard[] = [];
