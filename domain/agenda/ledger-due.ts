import { nextDueAtMs } from './agenda.ts';
import type { OrderState } from '../order/order.ts';

/**
 * When an order must be looked at again, judged by the ledger alone. The ledger remembers no call,
 * so each call that may be owed counts as made now and unanswered: the next one is as far off as
 * the rules allow. A run knows more and may ask for an earlier look, never for a later one.
 *
 * @param order the fold of its facts
 * @param nowMs the moment of the append, or of the call that appends nothing
 * @returns absolute ms; null: never again by itself
 */
export function ledgerDueAtMs(order: OrderState, nowMs: number): number | null {
  const unanswered = order.policy.retriesMs.length;
  const attempts = order.attempts.map((one) => ({
    ...one,
    memory: {
      ...one.memory,
      lastTriedMs: nowMs,
      lastUnansweredMs: nowMs,
      unanswered,
      closeAnsweredMs: null,
      createTries: 1,
      lastCreateMs: nowMs,
    },
  }));
  const refunds = order.refunds.map((one) => ({
    ...one,
    memory: { ...one.memory, lastTriedMs: nowMs, unanswered },
  }));
  const dueAtMs = nextDueAtMs({ ...order, attempts, refunds });
  return dueAtMs === null ? null : Math.max(dueAtMs, nowMs);
}

/** The earlier of two moments, absolute ms; null: no look is asked for. */
export function earlierMs(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return Math.min(one, other);
}
