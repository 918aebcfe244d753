import type { PassingRefusal, RefusalCode, RefusedAnswer } from '../../domain/order/order.ts';
import { ProblemError } from '../problems/problem-error.ts';

/** What each refusal of the rules means for the money, and what to do. */
const details: Readonly<Record<RefusalCode, string>> = Object.freeze({
  order_already_paid: 'The order is paid; nobody was asked to pay again.',
  order_closed:
    'The order is closed or closing, so no new payment is begun; a payment already made is refunded by the rules. Make a new order.',
  too_many_attempts:
    'Too many payments of this order can still be made, or too many were begun in all; nothing was begun. Let the shopper pay one that is open, wait until some have expired, or make a new order.',
  channel_not_offered:
    'This channel can not take this order: its currency, amount, deadline or what could be refunded do not fit. Nothing was begun; choose another.',
  refund_exceeds_paid:
    'That is more than what is left of the payment after refunds made and under way; nothing was refunded.',
  refund_conflict: 'That refund id already names another refund; nothing new was refunded.',
  order_not_paid: 'The order is not paid, so there is nothing to refund.',
  payment_disputed:
    'The payer disputes the payment at the channel; a refund now could pay it back twice. Nothing was refunded; wait for the dispute to end.',
  refund_not_supported:
    'The channel can not refund this payment, or not this part of it; nothing was refunded. If it takes parts (`refundable` in `GET /v1/channels`), this would be the last refund that it takes (`most_refunds`), which must take all that is left: ask for that. Otherwise pay the shopper back by other means.',
  late_payment_not_asked: 'No decision about this payment was asked for; nothing was changed.',
  late_payment_decided:
    'This late payment was decided before, by an answer or by its time limit; the first decision stands.',
  refund_not_waiting: 'That refund does not wait for a person; nothing was changed.',
  returned_amount_wrong:
    'An alert of money gone back by an unknown amount ends with `amount_returned`: how much more went back than the order says, 0 at least and no more than is kept and not on its way back; no other alert takes it. Nothing was changed.',
  attention_not_found: 'Nothing of that id waits for a person; nothing was changed.',
});

/** The same for refusals that hold for now only; a sentence is added that says when to repeat. */
const passingDetails: Readonly<Record<PassingRefusal['code'], string>> = Object.freeze({
  channel_cooling:
    'This channel refused too many payments of the order in a short time, so it is not asked for a while; nothing was done. Let the shopper choose another channel, or repeat',
  order_held:
    'The ledger refuses something of this order, so nothing is opened, closed or paid back until that is taken; a person has been told. Nothing was done. Repeat',
});

function passingProblem({ code, untilMs }: PassingRefusal): ProblemError {
  const seconds = Math.max(1, Math.ceil((untilMs - Date.now()) / 1_000));
  return new ProblemError(
    code,
    `${passingDetails[code]} the request with the same Idempotency-Key in ${seconds} s.`,
    { headers: { 'retry-after': String(seconds) } },
  );
}

/** A refusal by the rules as the caller is told. */
export function refusalProblem(code: RefusalCode): ProblemError {
  return new ProblemError(code, details[code]);
}

/** The same for an order's answer; a refusal that holds for now only says when to repeat. */
export function refusedProblem(answer: RefusedAnswer): ProblemError {
  return 'untilMs' in answer ? passingProblem(answer) : refusalProblem(answer.code);
}
