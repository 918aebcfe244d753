import { attention } from '../order/attention.ts';
import type { RecordedFact } from './fact.ts';
import type { OrderState } from '../order/order.ts';

/** What merchants are told. @see docs/api.md#objects, Event */
export const eventTypes = [
  'order.paid',
  'order.closed',
  'attempt.duplicate',
  'attempt.late',
  'refund.succeeded',
  'refund.failed',
  'refund.awaiting_approval',
  'late_payment.asked',
  'payment.reversed',
  'order.attention',
] as const;
export type EventType = (typeof eventTypes)[number];

function refundStatus(state: OrderState | null, number: string): string | null {
  return state?.refunds.find((one) => one.number === number)?.status ?? null;
}

/** A refund's standing is told once, however often its channel repeats it. */
function ifChanged(
  type: EventType,
  number: string,
  before: OrderState | null,
  after: OrderState,
): EventType[] {
  return refundStatus(before, number) === refundStatus(after, number) ? [] : [type];
}

function ifAttentionChanged(before: OrderState | null, after: OrderState): EventType[] {
  const then = before === null ? [] : attention(before);
  const now = attention(after);
  const isSame = then.length === now.length && then.every((kind, index) => kind === now[index]);
  return isSame ? [] : ['order.attention'];
}

/** The fact that parked an attempt was told, so its alert is not; every other alert is told. */
function alertTold(
  fact: Extract<RecordedFact, { type: 'alert_raised' }>,
  before: OrderState | null,
): EventType[] {
  const isParked = before?.attempts.some((one) => one.number === fact.number && one.parked);
  return fact.kind === 'parked' && isParked === true ? [] : ['order.attention'];
}

/**
 * Rule 11: the events a fact makes, in the order they are told; [] when it changes nothing that
 * concerns a merchant.
 *
 * @param before null before the order's first fact
 */
export function eventTypesOf(
  fact: RecordedFact,
  before: OrderState | null,
  after: OrderState,
): EventType[] {
  switch (fact.type) {
    case 'order_paid':
      return ['order.paid'];
    case 'order_closed':
      return ['order.closed'];
    case 'duplicate_found':
      return ['attempt.duplicate'];
    case 'late_payment_found':
      return ['attempt.late'];
    case 'late_payment_asked':
      return ['late_payment.asked'];
    case 'payment_reversed':
      return ['payment.reversed'];
    case 'refund_held':
    case 'refund_stopped':
      return ['refund.awaiting_approval'];
    case 'refund_succeeded':
      return ifChanged('refund.succeeded', fact.number, before, after);
    case 'refund_failed':
      return ifChanged('refund.failed', fact.number, before, after);
    case 'refund_resolved': {
      const type = fact.outcome === 'succeeded' ? 'refund.succeeded' : 'refund.failed';
      return ifChanged(type, fact.number, before, after);
    }
    case 'alert_raised':
      return alertTold(fact, before);
    // These have no event of their own, but may change what a person must look at.
    case 'refund_rejected':
    case 'refund_parked':
    case 'refund_abnormal':
      return ifChanged('order.attention', fact.number, before, after);
    case 'refund_accepted':
    case 'refund_answered':
    case 'refund_overdue':
    case 'dispute_opened':
    case 'dispute_ended':
    case 'attempt_parked':
    case 'attempt_ended':
    case 'query_prompted':
    case 'alert_resolved':
      return ifAttentionChanged(before, after);
    // Either a later fact tells it (as `duplicate_found` does for a success), or nothing changed
    // that a merchant acts on.
    case 'order_created':
    case 'order_closing':
    case 'cancellation_ignored':
    case 'pay_requested':
    case 'pay_refused':
    case 'attempt_handed_out':
    case 'attempt_planned':
    case 'attempt_withdrawn':
    case 'attempt_offered':
    case 'attempt_refused':
    case 'create_abandoned':
    case 'attempt_taken_over':
    case 'attempt_approved':
    case 'capture_wanted':
    case 'capture_requested':
    case 'capture_refused':
    case 'attempt_answered':
    case 'payment_captured':
    case 'second_transaction_found':
    case 'mismatch_found':
    case 'late_payment_decided':
    case 'reversal_named':
    case 'payment_returned_unclear':
    case 'payment_contradicted':
    case 'payment_confirmed':
    case 'payment_denied':
    case 'refund_requested':
    case 'refund_approved':
    case 'refund_released':
    case 'refund_postponed':
    case 'refund_forgotten':
    case 'refund_prompted':
      return [];
    default:
      return fact satisfies never;
  }
}
