import type { Faults } from '../domain/fault-point.ts';
import { append } from '../ledger/append.ts';
import { pendingAnswers } from '../ledger/channel-answers.ts';
import type { Database } from '../ledger/database.ts';
import { loadFacts } from '../ledger/facts.ts';
import { pendingCallbacks } from '../ledger/inbox-consumption.ts';
import { storedRequests } from '../ledger/requests.ts';
import type { LedgerActivities } from '../workflows/order-activities.ts';
import { toApplicationFailure } from './to-application-failure.ts';

async function asActivity<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toApplicationFailure(error);
  }
}

/** Local activities: short, idempotent database work. */
export function createLedgerActivities(db: Database, faults: Faults): LedgerActivities {
  return {
    load: async (key) => await asActivity(async () => await loadFacts(db, key)),
    read: async (key, names) =>
      await asActivity(async () => ({
        callbacks: await pendingCallbacks(db, key, names.callbacks),
        answers: await pendingAnswers(db, key, names.answers),
        requests: await storedRequests(db, key, names.requests),
      })),
    append: async (request) =>
      await asActivity(async () => {
        await faults.reach('append-before');
        const outcome = await append(db, {
          ...request,
          facts: [...request.facts],
          consumedCallbacks: [...request.consumed.callbacks],
          consumedAnswers: [...request.consumed.answers],
        });
        await faults.reach('append-after');
        return outcome.kind === 'conflict' ? { kind: 'conflict' } : outcome;
      }),
  };
}
