import { shortBalanceAlertId } from '../order/alert-id.ts';
import type { Fact } from '../facts/fact.ts';
import type { PutOffCode } from '../order/channel-answer.ts';
import type { OrderState } from '../order/order.ts';
import type { Refund } from '../order/refund.ts';
import { retryWaitMs } from '../agenda/due-times.ts';

/** Until this many calls in a row were not taken, no fact is recorded. */
const hiccups = 3;

const shortBalance =
  'The merchant account holds too little at its channel for this refund. Fund it: the same refund is asked again by itself.';

/** Rule 10: a person is told at once of a short balance, once each time that it falls short. */
function alertOfShortBalance(order: OrderState, refund: Refund, atMs: number): Fact[] {
  const id = shortBalanceAlertId(refund.number);
  const isTold =
    refund.failure?.code === 'short_balance' || order.alerts.some((one) => one.id === id);
  if (isTold) return [];
  const { number } = refund;
  return [{ type: 'alert_raised', id, kind: 'refund', number, detail: shortBalance, atMs }];
}

/** The channel does not take the refund now: it is sent later, under the same number. */
export function putOff(order: OrderState, refund: Refund, code: PutOffCode, atMs: number): Fact[] {
  if (refund.status !== 'requested') return [];
  const waitMs = retryWaitMs(order.policy.refundRetriesMs, refund.postponed + 1);
  return [
    {
      type: 'refund_postponed',
      number: refund.number,
      notBeforeMs: atMs + waitMs,
      failure: { code },
      atMs,
    },
    // After it, so that the event which tells of the alert says why.
    ...(code === 'short_balance' ? alertOfShortBalance(order, refund, atMs) : []),
  ];
}

/**
 * Calls that were surely not executed are repeated soon. If that goes on, the reason is recorded,
 * once for each reason: otherwise nobody would know why the refund is put off.
 */
export function notTaken(order: OrderState, refund: Refund, code: PutOffCode, atMs: number): Fact {
  const { number, memory } = refund;
  const isShown = refund.failure?.code === code;
  if (refund.status !== 'requested' || isShown || memory.unanswered < hiccups) {
    return { type: 'refund_unanswered', number, unknown: false, atMs };
  }
  const notBeforeMs = atMs + retryWaitMs(order.policy.retriesMs, memory.unanswered + 1);
  return { type: 'refund_postponed', number, notBeforeMs, failure: { code }, atMs };
}
