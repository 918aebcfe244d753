import { type Attempt, hasSucceeded, keptMinor } from './attempt.ts';
import type { OrderState } from './order.ts';
import type { Refund } from './refund.ts';

/**
 * The attempt's compensation that has neither finally failed nor succeeded; at most one, or null.
 */
export function liveCompensation(order: OrderState, attempt: Attempt): Refund | null {
  return (
    order.refunds.find(
      (one) =>
        one.attempt === attempt.number &&
        one.kind === 'compensation' &&
        one.status !== 'failed' &&
        one.status !== 'succeeded',
    ) ?? null
  );
}

/**
 * Rule 10: since when this attempt's compensation waits for the query that must confirm it;
 * absolute ms, null: no compensation is to be asked.
 */
export function compensationDueSinceMs(order: OrderState, attempt: Attempt): number | null {
  if (!hasSucceeded(attempt) || attempt.number === order.winner) return null;
  if (attempt.owedSinceMs === null || attempt.compensationEnded) return null;
  const live = liveCompensation(order, attempt);
  if (live !== null) {
    return live.status === 'awaiting_approval' ? live.approvedAtMs : null;
  }
  return keptMinor(attempt) > 0 ? attempt.owedSinceMs : null;
}

/** Rule 8: since when an accepted late payment waits for the query that confirms it; or null. */
export function acceptanceDueSinceMs(order: OrderState, attempt: Attempt): number | null {
  if (attempt.role !== 'late' || attempt.late?.decision !== 'accept') return null;
  return order.winner === null ? attempt.late.decidedAtMs : null;
}

/**
 * Since when a query must find this success again, for itself or, as the winner, for a duplicate.
 */
export function confirmSinceMs(order: OrderState, attempt: Attempt): number | null {
  if (!hasSucceeded(attempt)) return null;
  if (attempt.number !== order.winner) {
    return compensationDueSinceMs(order, attempt) ?? acceptanceDueSinceMs(order, attempt);
  }
  const since = order.attempts
    .filter((one) => one.role === 'duplicate')
    .map((one) => compensationDueSinceMs(order, one))
    .filter((ms) => ms !== null);
  return since.length === 0 ? null : Math.max(...since);
}
