import { attemptOf, type OrderState } from '../order/order.ts';
import type { Policy } from '../order/policy.ts';
import { type Refund, undecidedSinceMs } from '../order/refund.ts';
import { firstOfEachLane, paceMs, refundLane } from './refund-pace.ts';
import type { Task } from './task.ts';
import { retryWaitMs } from './due-times.ts';

function backoffMs(refund: Refund, policy: Policy): number {
  const { lastTriedMs, unanswered } = refund.memory;
  if (lastTriedMs === null || unanswered === 0) return Number.NEGATIVE_INFINITY;
  return lastTriedMs + retryWaitMs(policy.retriesMs, unanswered);
}

/** Rule 10: the next query of an accepted refund, counted from its acceptance; absolute ms. */
function nextRefundPollMs(refund: Refund, policy: Policy): number {
  const fromMs = refund.acceptedAtMs ?? refund.createdAtMs;
  const afterMs = refund.memory.lastTriedMs ?? fromMs;
  if (refund.abnormal) return afterMs + policy.abnormalPollMs;
  for (const wait of policy.refundPollScheduleMs) {
    if (fromMs + wait > afterMs) return fromMs + wait;
  }
  return afterMs + (policy.refundPollScheduleMs.at(-1) ?? policy.pollEveryMs);
}

function query(refund: Refund, dueAtMs: number): Task {
  return {
    kind: 'query_refund',
    lane: `refund:${refund.number}`,
    refundNumber: refund.number,
    dueAtMs,
  };
}

/** Rule 10: nobody knows how much is left of its payment. A query asks nothing back and goes on. */
function isUnclear(order: OrderState, refund: Refund): boolean {
  return attemptOf(order, refund.attempt)?.returnedUnclear === true;
}

/** What is owed to one refund; at most one call at a time. */
export function refundTask(order: OrderState, refund: Refund): Task | null {
  const { policy } = order;
  const retryAt = backoffMs(refund, policy);
  if (refund.status === 'requested') {
    const since = refund.requestedAtMs ?? refund.createdAtMs;
    if (refund.memory.unknown) return query(refund, Math.max(since, retryAt));
    // One that was put off is stopped for a person at its time, instead of being asked.
    if (refund.notBeforeMs === null && isUnclear(order, refund)) return null;
    const paceAt = paceMs(order, refund);
    const dueAtMs = Math.max(since, refund.notBeforeMs ?? since, retryAt, paceAt);
    const lane = refundLane(order, refund);
    return { kind: 'refund', lane, refundNumber: refund.number, dueAtMs };
  }
  if (refund.promptedAtMs !== null) return query(refund, Math.max(refund.promptedAtMs, retryAt));
  if (refund.status === 'processing' || (refund.status === 'manual' && refund.abnormal)) {
    return query(refund, Math.max(nextRefundPollMs(refund, policy), retryAt));
  }
  return null;
}

/** What is owed to the refunds of an order, at most one call at a time per refund and lane. */
export function refundTasks(order: OrderState): readonly Task[] {
  return firstOfEachLane(order.refunds.flatMap((refund) => refundTask(order, refund) ?? []));
}

/**
 * When a refund that its channel leaves undecided is shown to a person; absolute ms, null: never.
 */
export function refundClockMs(order: OrderState, refund: Refund): number | null {
  const since = undecidedSinceMs(refund);
  return refund.overdue || since === null ? null : since + order.policy.refundPatienceMs;
}
