import { agenda } from './agenda.ts';
import type { OrderState } from '../order/order.ts';
import type { Task } from './task.ts';

/**
 * What an order owes, judged by the ledger alone. The ledger remembers no call, so each call that
 * may be owed counts as made now and unanswered: the next one is as far off as the rules allow. A
 * run knows more and may make it earlier, never later.
 *
 * @param order the fold of its facts
 */
export function ledgerAgenda(order: OrderState, nowMs: number): readonly Task[] {
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
    memory: { ...one.memory, lastTriedMs: nowMs, unanswered, calledAtMs: nowMs },
  }));
  return agenda({ ...order, attempts, refunds });
}

/**
 * When an order must be looked at again, judged by the ledger alone, as late as `ledgerAgenda`.
 *
 * @param order the fold of its facts
 * @param nowMs the moment of the append, or of the call that appends nothing
 * @returns absolute ms; null: never again by itself
 */
export function ledgerDueAtMs(order: OrderState, nowMs: number): number | null {
  const first = ledgerAgenda(order, nowMs)[0];
  return first === undefined ? null : Math.max(first.dueAtMs, nowMs);
}

/** The earlier of two moments, absolute ms; null: no look is asked for. */
export function earlierMs(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return Math.min(one, other);
}
