import { hasSucceeded } from '../../../domain/order/attempt.ts';
import { needsPerson } from '../../../domain/order/attention.ts';
import type { OrderState } from '../../../domain/order/order.ts';
import type { Refund } from '../../../domain/order/refund.ts';
import type { Rules } from './run.ts';
import type { World } from './world.ts';

function isFinalOrParked(refund: Refund): boolean {
  if (refund.status === 'awaiting_approval') return refund.approvedAtMs === null;
  return refund.status === 'succeeded' || refund.status === 'failed' || needsPerson(refund);
}

/**
 * As docs/rules.md defines it: the order is paid or closed; each attempt and refund is final or
 * parked.
 */
export function isQuiescent(order: OrderState): boolean {
  return (
    (order.status === 'paid' || order.status === 'closed') &&
    order.attempts.every((one) => hasSucceeded(one) || one.final || one.parked) &&
    order.refunds.every(isFinalOrParked)
  );
}

/** Whether only polls of what already waits for a person are left on the agenda. */
function isIdle(rules: Rules, order: OrderState): boolean {
  return rules.agenda(order).every((task) => {
    if (task.kind !== 'query_refund') return false;
    const refund = order.refunds.find((one) => one.number === task.refundNumber);
    return refund !== undefined && (refund.abnormal || refund.overdue);
  });
}

function isQuiet(rules: Rules, order: OrderState): boolean {
  return isQuiescent(order) && isIdle(rules, order);
}

/** Quiescent by the run and by the ledger, and nothing under way could change it. */
export function isAtRest(rules: Rules, world: World): boolean {
  const { run, ledger } = world;
  return (
    world.calls.length === 0 &&
    world.stale === null &&
    world.late.length === 0 &&
    world.mail.length === 0 &&
    world.holds.length === 0 &&
    world.payments.every((one) => one.refunds.every(({ standing }) => standing !== 'processing')) &&
    (run === null || isQuiet(rules, run)) &&
    ((run !== null && !world.isBehind) || isQuiet(rules, rules.resume(ledger)))
  );
}
