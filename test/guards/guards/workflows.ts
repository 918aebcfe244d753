import type { Guard } from '../guard.ts';

export const workflowGuards: readonly Guard[] = [];
