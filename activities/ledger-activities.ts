import type { Faults } from '../domain/fault-point.ts';
import { append } from '../ledger/append.ts';
import type { Database } from '../ledger/database.ts';
import { loadFacts } from '../ledger/facts.ts';
import type { LedgerActivities } from '../workflows/order-activities.ts';
import { toApplicationFailure } from './to-application-failure.ts';

/** Local activities: short, idempotent database work. */
export function createLedgerActivities(db: Database, faults: Faults): LedgerActivities {
  return {
    load: async (key) => {
      try {
        return await loadFacts(db, key);
      } catch (error) {
        throw toApplicationFailure(error);
      }
    },
    append: async (request) => {
      try {
        await faults.reach('append-before');
        const outcome = await append(db, {
          ...request,
          facts: [...request.facts],
          consumedCallbacks: [...request.consumedCallbacks],
        });
        await faults.reach('append-after');
        return outcome.kind === 'conflict' ? { kind: 'conflict' } : outcome;
      } catch (error) {
        throw toApplicationFailure(error);
      }
    },
  };
}
