import type { RecordedFact } from '../../domain/facts/fact.ts';
import { refusalOfFact } from '../../domain/facts/fact-standing.ts';
import type { OrderState } from '../../domain/order/order.ts';
import { LedgerViolation } from '../database/violation.ts';

/**
 * Rule 21: checks that a new fact may stand. Facts in the ledger are folded as they are.
 *
 * @param before the fold of all facts before this one
 * @throws LedgerViolation when the fact may not stand in that state
 */
export function checkStands(before: OrderState, fact: RecordedFact): void {
  const refusal = refusalOfFact(before, fact);
  if (refusal !== null) throw new LedgerViolation('one-truth/fact-stands', refusal, null);
}
