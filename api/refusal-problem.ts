import type { RefusalCode } from '../domain/order.ts';
import { ProblemError } from './problem-error.ts';

/** What each refusal of the rules means for the money, and what to do. */
const details: Readonly<Record<RefusalCode, string>> = Object.freeze({
  order_already_paid: 'The order is paid; nobody was asked to pay again.',
  order_closed:
    'The order is closed or closing, so no new payment is begun; a payment already made is refunded by the rules. Make a new order.',
  too_many_attempts: 'The order has used up its attempts; nothing was begun. Make a new order.',
  channel_not_offered:
    'This channel can not take this order: its currency, amount, deadline or what could be refunded do not fit. Nothing was begun; choose another.',
  refund_exceeds_paid:
    'That is more than what is left of the payment after refunds made and under way; nothing was refunded.',
  refund_conflict: 'That refund id already names another refund; nothing new was refunded.',
  order_not_paid: 'The order is not paid, so there is nothing to refund.',
  payment_disputed:
    'The payer disputes the payment at the channel; a refund now could pay it back twice. Nothing was refunded; wait for the dispute to end.',
  refund_not_supported:
    'The channel can not refund this payment, or not in part; nothing was refunded. Pay the shopper back by other means.',
  late_payment_not_asked: 'No decision about this payment was asked for; nothing was changed.',
  late_payment_decided:
    'This late payment was decided before, by an answer or by its time limit; the first decision stands.',
  refund_not_waiting: 'That refund does not wait for a person; nothing was changed.',
  attention_not_found: 'Nothing of that id waits for a person; nothing was changed.',
});

/** A refusal by the rules as the caller is told. */
export function refusalProblem(code: RefusalCode): ProblemError {
  return new ProblemError(code, details[code]);
}
