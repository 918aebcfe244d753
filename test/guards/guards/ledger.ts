import type { Guard } from '../guard.ts';

export const ledgerGuards: readonly Guard[] = [];
