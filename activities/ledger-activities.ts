import { log } from '@temporalio/activity';
import type { Faults } from '../domain/fault-point.ts';
import { append } from '../ledger/append/append.ts';
import { pendingAnswers } from '../ledger/answers/channel-answers.ts';
import type { Database } from '../ledger/database/database.ts';
import { loadFacts } from '../ledger/orders/facts.ts';
import { type HoldTerms, loadHolds, markHolds } from '../ledger/people/order-holds.ts';
import { namedCallbacks, strangeCallbacks } from '../ledger/inbox/inbox-consumption.ts';
import { storedRequests } from '../ledger/answers/requests.ts';
import type { LedgerActivities } from '../workflows/messages/order-activities.ts';
import { type LimitedCount, limitedCount } from './limited-count.ts';
import { toApplicationFailure } from './to-application-failure.ts';

const strangeToldEveryMs = 60_000;

async function asActivity<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toApplicationFailure(error);
  }
}

/**
 * Warns of callbacks that the ledger does not have: somebody typed their names into the engine's
 * console, or the ledger was restored from a backup.
 */
function tellStrange(count: number, strange: LimitedCount): void {
  const told = strange.add(count, performance.now());
  if (told === null) return;
  log.warn('callbacks were named that are unknown, or of another order; they changed nothing', {
    count: told,
  });
}

/** Local activities: short, idempotent database work. */
export function createLedgerActivities(
  db: Database,
  faults: Faults,
  terms: HoldTerms,
): LedgerActivities {
  const strange = limitedCount(strangeToldEveryMs);
  return {
    load: async (key) =>
      await asActivity(async () => ({
        ...(await loadFacts(db, key)),
        holds: await loadHolds(db, key),
      })),
    mark: async (key, marks) =>
      await asActivity(async () => {
        for (const { what, why } of marks.held) {
          log.error('held: the ledger refuses it; a person is told', { ...key, what, why });
        }
        return await markHolds(db, key, marks, terms);
      }),
    read: async (key, names) =>
      await asActivity(async () => {
        const found = await namedCallbacks(db, key, names.callbacks);
        if (found.length < names.callbacks.length) {
          tellStrange(await strangeCallbacks(db, key, names.callbacks), strange);
        }
        const answers = await pendingAnswers(db, key, names.answers);
        const callbacks = found.filter((one) => one.type === 'callback');
        const unread = found.filter((one) => one.type === 'unread');
        return {
          callbacks,
          unread,
          answers,
          requests: await storedRequests(db, key, names.requests),
        };
      }),
    append: async (request) =>
      await asActivity(async () => {
        await faults.reach('append-before');
        const outcome = await append(db, request);
        await faults.reach('append-after');
        return outcome.kind === 'conflict' ? { kind: 'conflict' } : outcome;
      }),
  };
}
