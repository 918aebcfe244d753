import { join } from 'node:path';

/** The doors of the ledger's statements: who went through them is the next in the stack. */
export const doors = ['database.ts', 'by-turns.ts', 'without-room.ts'].map((name) =>
  join('ledger', 'database', name),
);
