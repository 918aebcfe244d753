import type { Guard } from '../guard.ts';

export const constraintGuards: readonly Guard[] = [];
