import { type Attempt, hasSucceeded, keptMinor } from './attempt.ts';
import type { OrderState } from './order.ts';
import type { Refund } from './refund.ts';

/** The compensation of an attempt that is neither finally failed nor done; at most one. */
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
 * Rule 10: since when the money of this attempt waits for the query before its
 * compensation; null when no compensation is to be asked.
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

/** Rule 8: since when an accepted late payment waits for the query that confirms it. */
export function acceptanceDueSinceMs(order: OrderState, attempt: Attempt): number | null {
  if (attempt.role !== 'late' || attempt.late?.decision !== 'accept') return null;
  return order.winner === null ? attempt.late.decidedAtMs : null;
}

/** Since when a query must find this success again: for its own sake, or as the winner of a duplicate. */
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
