import { attemptOf, type OrderState } from '../order/order.ts';
import type { Refund } from '../order/refund.ts';
import type { Task } from './task.ts';

function everyMs(order: OrderState, refund: Refund): number | null {
  return attemptOf(order, refund.attempt)?.traits.refundEveryMs ?? null;
}

/**
 * Rule 10: when the channel takes the next refund of this payment, counted from the calls of the
 * payment's other refunds. A repeat under the same number is the same refund and keeps its own
 * waits.
 *
 * @returns absolute ms; -Infinity: at once
 */
export function paceMs(order: OrderState, refund: Refund): number {
  const every = everyMs(order, refund);
  if (every === null) return Number.NEGATIVE_INFINITY;
  const calls = order.refunds
    .filter((one) => one.attempt === refund.attempt && one.number !== refund.number)
    .map((one) => one.memory.calledAtMs ?? Number.NEGATIVE_INFINITY);
  return Math.max(...calls, Number.NEGATIVE_INFINITY) + every;
}

/** Calls of one lane are made one at a time: where the channel paces them, all of a payment. */
export function refundLane(order: OrderState, refund: Refund): string {
  const isPaced = everyMs(order, refund) !== null;
  return isPaced ? `refunds:${refund.attempt}` : `refund:${refund.number}`;
}

/** At most one task of each lane: the first due. */
export function firstOfEachLane(tasks: readonly Task[]): readonly Task[] {
  const first = new Map<string, Task>();
  for (const task of tasks) {
    const known = first.get(task.lane);
    if (known === undefined || task.dueAtMs < known.dueAtMs) first.set(task.lane, task);
  }
  return [...first.values()];
}
