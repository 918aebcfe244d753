import { unclearAlertId } from '../order/alert-id.ts';
import { type Attempt, keptMinor } from '../order/attempt.ts';
import { nextRefundNumber } from './compensation.ts';
import { decidePay } from './decide-pay.ts';
import type { Fact } from '../facts/fact.ts';
import type { RequestInput } from '../facts/input.ts';
import type { OrderState, RefusalCode, RequestAnswer } from '../order/order.ts';
import { isRefundUnderWay, type Refund } from '../order/refund.ts';
import { referenceByTotal } from '../order/reversal-reference.ts';

type Request<T extends RequestInput['type']> = Extract<RequestInput, { type: T }>;

function reply(input: string, answer: RequestAnswer, atMs: number): readonly Fact[] {
  return [{ type: 'request_answered', input, answer, atMs }];
}

function refuse(input: string, code: RefusalCode, atMs: number): readonly Fact[] {
  return reply(input, { kind: 'refused', code }, atMs);
}

/** Rule 7: the merchant's close follows the rules of the deadline. */
function decideClose(order: OrderState, { id }: Request<'close'>, nowMs: number) {
  if (order.status === 'paid') return refuse(id, 'order_already_paid', nowMs);
  if (order.status !== 'open') return reply(id, { kind: 'done' }, nowMs);
  const closing: Fact = { type: 'order_closing', reason: 'merchant', input: id, atMs: nowMs };
  return [closing];
}

/** Rule 13: what a merchant may still refund, in minor units: kept, less the refunds under way. */
function refundableMinor(order: OrderState, winner: string): number {
  const attempt = order.attempts.find((one) => one.number === winner);
  if (attempt === undefined) return 0;
  const underWay = order.refunds
    .filter((one) => one.attempt === winner)
    .filter((one) => one.status !== 'failed' && one.status !== 'succeeded')
    .reduce((sum, one) => sum + one.amountMinor, 0);
  return keptMinor(attempt) - underWay;
}

/**
 * Rule 22: reasons are compared by their keyed hashes; where one was not kept, they count as equal.
 */
function isSameReason({ reasonMark }: Refund, request: Request<'refund'>): boolean {
  if (reasonMark === null || request.reasonMark === null) return true;
  return reasonMark === request.reasonMark;
}

/**
 * Rule 13: whether no further refund would be taken after this one, so that what it leaves could
 * never go back. Each number counts, whatever became of it: the channel may count it too.
 */
function isLastInPart(order: OrderState, { number, traits }: Attempt, leftMinor: number): boolean {
  if (traits.mostRefunds === null || leftMinor === 0) return false;
  const made = order.refunds.filter((one) => one.attempt === number).length;
  return made + 1 >= traits.mostRefunds;
}

function decideRefund(order: OrderState, request: Request<'refund'>, nowMs: number) {
  const { id, refundId, amountMinor } = request;
  const same = order.refunds.find((one) => one.kind === 'merchant' && one.id === refundId);
  if (same !== undefined) {
    return same.amountMinor === amountMinor && isSameReason(same, request)
      ? reply(id, { kind: 'refund', number: same.number }, nowMs)
      : refuse(id, 'refund_conflict', nowMs);
  }
  const winner = order.attempts.find((one) => one.number === order.winner);
  if (order.status !== 'paid' || winner === undefined) return refuse(id, 'order_not_paid', nowMs);
  if (winner.disputed) return refuse(id, 'payment_disputed', nowMs);
  const { refundable } = winner.traits;
  if (refundable === 'not') return refuse(id, 'refund_not_supported', nowMs);
  // Some money went back and nobody knows how much: then nothing may safely be refunded.
  const limitMinor = winner.returnedUnclear ? 0 : refundableMinor(order, winner.number);
  if (amountMinor < 1 || amountMinor > limitMinor) return refuse(id, 'refund_exceeds_paid', nowMs);
  if (refundable === 'fully' && amountMinor !== winner.capturedMinor) {
    return refuse(id, 'refund_not_supported', nowMs);
  }
  if (isLastInPart(order, winner, limitMinor - amountMinor)) {
    return refuse(id, 'refund_not_supported', nowMs);
  }
  const requested: Fact = {
    type: 'refund_requested',
    number: nextRefundNumber(order, winner.number),
    id: refundId,
    kind: 'merchant',
    attempt: winner.number,
    amountMinor,
    reasonMark: request.reasonMark,
    input: id,
    atMs: nowMs,
  };
  return [requested];
}

/** Rule 8: the merchant's answer about a late payment; the first is kept. */
function decideLate(order: OrderState, request: Request<'late_decision'>, nowMs: number) {
  const { id, number, decision } = request;
  const attempt = order.attempts.find((one) => one.number === number);
  if (!attempt?.late) return refuse(id, 'late_payment_not_asked', nowMs);
  if (attempt.late.decision !== null || attempt.role !== 'late') {
    return attempt.late.decision === decision
      ? reply(id, { kind: 'done' }, nowMs)
      : refuse(id, 'late_payment_decided', nowMs);
  }
  const of = { type: 'late_payment_decided', number, atMs: nowMs } as const;
  const isTooLate = nowMs >= attempt.late.answerByMs && decision === 'accept';
  const decided: Fact = { ...of, decision, input: id };
  if (!isTooLate) return [decided];
  const refunded: Fact = { ...of, decision: 'refund', input: null };
  return [refunded, ...refuse(id, 'late_payment_decided', nowMs)];
}

/** Rules 10 and 18: a person decides a refund that waits, or records how a manual one ended. */
function decideHeldRefund(
  order: OrderState,
  request: Request<'refund_decision'>,
  nowMs: number,
): readonly Fact[] {
  const { id, refundNumber, decision, by } = request;
  const refund = order.refunds.find((one) => one.number === refundNumber);
  const of = { number: refundNumber, input: id, by, atMs: nowMs };
  const waits = refund?.status === 'awaiting_approval' && refund.approvedAtMs === null;
  if (decision === 'resolve') {
    const { outcome } = request;
    // A word that does not say how the money ended is no word on it.
    if (refund?.status !== 'manual' || outcome === null) {
      return refuse(id, 'refund_not_waiting', nowMs);
    }
    return [{ ...of, type: 'refund_resolved', outcome }];
  }
  if (!waits) return refuse(id, 'refund_not_waiting', nowMs);
  return [{ ...of, type: decision === 'approve' ? 'refund_approved' : 'refund_rejected' }];
}

/** What is on its way back under our refund numbers, or may be, in minor units. */
function outMinor(order: OrderState, attempt: Attempt): number {
  return order.refunds
    .filter((one) => one.attempt === attempt.number && (isRefundUnderWay(one) || one.abnormal))
    .reduce((sum, one) => sum + one.amountMinor, 0);
}

/**
 * Rule 10: a person says how much went back. It counts like a total that a query saw: a later
 * callback about the same money is not counted again.
 */
function decideReturned(
  order: OrderState,
  attempt: Attempt,
  resolved: Extract<Fact, { type: 'alert_resolved' }>,
  returnedMinor: number | undefined,
): readonly Fact[] {
  const { input, atMs } = resolved;
  if (returnedMinor === undefined || !Number.isSafeInteger(returnedMinor)) {
    return refuse(input, 'returned_amount_wrong', atMs);
  }
  const mostMinor = keptMinor(attempt) - outMinor(order, attempt);
  if (returnedMinor < 0 || returnedMinor > mostMinor) {
    return refuse(input, 'returned_amount_wrong', atMs);
  }
  const said: Fact = { ...resolved, returnedMinor };
  if (returnedMinor === 0) return [said];
  const { number, refundedMinor, reversedMinor } = attempt;
  const totalMinor = refundedMinor + reversedMinor + returnedMinor;
  const reference = `${referenceByTotal(attempt.transaction ?? '', totalMinor)}:${input}`;
  const of = { number, reference, amountMinor: returnedMinor, input, atMs };
  return [said, { ...of, type: 'payment_reversed' }];
}

/** A person resolves an alert. If its attempt is parked, the channel is asked once more. */
function decideAttention(
  order: OrderState,
  { id, attention, by, returnedMinor }: Request<'attention_decision'>,
  nowMs: number,
): readonly Fact[] {
  const alert = order.alerts.find((one) => one.id === attention);
  if (alert === undefined) return refuse(id, 'attention_not_found', nowMs);
  const resolved = { type: 'alert_resolved', id: alert.id, by, input: id, atMs: nowMs } as const;
  const attempt = order.attempts.find((one) => one.number === alert.number);
  if (attempt?.returnedUnclear === true && alert.id === unclearAlertId(attempt.number)) {
    return decideReturned(order, attempt, resolved, returnedMinor);
  }
  if (returnedMinor !== undefined) return refuse(id, 'returned_amount_wrong', nowMs);
  if (attempt?.parked !== true) return [resolved];
  return [resolved, { type: 'query_prompted', number: attempt.number, input: null, atMs: nowMs }];
}

/** Rule 19: a request whose id is already there changes nothing. */
export function decideRequest(
  order: OrderState,
  request: RequestInput,
  nowMs: number,
): readonly Fact[] {
  if (request.type === 'pay') return decidePay(order, request.request, nowMs);
  if (request.id in order.answers) return [];
  switch (request.type) {
    case 'close':
      return decideClose(order, request, nowMs);
    case 'refund':
      return decideRefund(order, request, nowMs);
    case 'late_decision':
      return decideLate(order, request, nowMs);
    case 'refund_decision':
      return decideHeldRefund(order, request, nowMs);
    case 'attention_decision':
      return decideAttention(order, request, nowMs);
    default:
      return request satisfies never;
  }
}
