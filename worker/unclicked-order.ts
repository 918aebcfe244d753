import { nextDueAtMs } from '../domain/agenda/agenda.ts';
import { decide } from '../domain/decide/decide.ts';
import { InvariantViolation } from '../domain/invariant.ts';
import type { OrderKey } from '../domain/values/order-key.ts';
import { isAsked } from '../ledger/answers/requests.ts';
import { append } from '../ledger/append/append.ts';
import type { Database } from '../ledger/database/database.ts';
import { LedgerViolation } from '../ledger/database/violation.ts';
import { loadFacts } from '../ledger/orders/facts.ts';
import { loadHolds } from '../ledger/people/order-holds.ts';
import { decidedAppend, recordedOf } from '../workflows/decided/decided-append.ts';
import { evolved, heldOf, type KnownOrder, knownOrder } from '../workflows/decided/known-order.ts';

/** An order that its creation alone is known of, and that nobody has asked anything of. */
function isUnclicked({ seq, holds, state }: KnownOrder): boolean {
  return seq === 1 && holds.length === 0 && state.attempts.length === 0;
}

/**
 * What the clock decides of an order that nobody clicked on, by the same rules and behind the same
 * fence as a run would.
 *
 * @param beforeAppend awaited between decision and append, for tests
 * @returns `overtaken`: somebody appended meanwhile, as a click does, and nothing was written.
 *   `needs_run`: nothing was written, for the order is no such order, or the ledger refused
 */
export async function decideUnclicked(
  db: Database,
  key: OrderKey,
  beforeAppend: () => Promise<void> = () => Promise.resolve(),
): Promise<'decided' | 'overtaken' | 'needs_run'> {
  const known = knownOrder({ ...(await loadFacts(db, key)), holds: await loadHolds(db, key) });
  // A request that its run has not taken up yet is the run's to decide.
  if (known === null || !isUnclicked(known) || (await isAsked(db, key))) return 'needs_run';
  try {
    const circumstances = { nowMs: Date.now(), holds: {}, held: heldOf(known) };
    const facts = decide(known.state, { type: 'clock' }, circumstances);
    const after = evolved(known, facts);
    const consumed = { callbacks: [], answers: [] };
    const terms = { consumed, isFolded: true, nextDueAtMs: nextDueAtMs(after.state) };
    await beforeAppend();
    const request = decidedAppend(known, recordedOf(facts), terms);
    const outcome = await append(db, { key, ...request });
    if (outcome.kind === 'appended') return 'decided';
    return outcome.kind === 'conflict' ? 'overtaken' : 'needs_run';
  } catch (error) {
    // Rule 21: a run finds out what exactly is refused, and has it held and shown.
    if (error instanceof LedgerViolation || error instanceof InvariantViolation) return 'needs_run';
    throw error;
  }
}
