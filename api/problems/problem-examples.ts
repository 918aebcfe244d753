import type { ProblemCode } from './problem-codes.ts';

/**
 * A `detail` as each code is told with: what happened, and what it means for the money. The
 * contract shows them; an answer's own names what it is about.
 */
export const problemExamples: Readonly<Record<ProblemCode, string>> = Object.freeze({
  invalid_http: 'What came is not HTTP/1.1, so it was not read; nothing was done.',
  request_timed_out: 'The request did not arrive whole in time; nothing was done. Send it again.',
  expectation_failed: 'The request expects something other than 100-continue; nothing was done.',
  headers_too_large: 'The address and headers are larger than 16 KiB together; nothing was done.',
  invalid_request: 'The request is not as the contract says, see errors; nothing was done.',
  invalid_json: 'The body is not JSON in UTF-8; nothing was done.',
  body_too_deep: 'The body is nested too deeply; nothing was done.',
  body_too_large: 'The body is larger than 65536 bytes; nothing was done.',
  unsupported_media_type: 'Send the body uncompressed, as application/json; nothing was done.',
  merchant_required: 'An ops key must name the merchant here; nothing was done.',
  unauthenticated: 'No key came, or one that is not in force; nothing was done.',
  role_not_allowed: 'A key of role read may not do that; nothing was done.',
  route_not_found: 'There is nothing at this address; nothing was done.',
  method_not_allowed: 'This address takes GET, not POST; nothing was done.',
  order_not_found: 'This merchant has no order A-1001; nothing was done.',
  refund_not_found: 'There is no refund of that number; nothing was done.',
  attention_not_found: 'Nothing of that id waits for a person; nothing was done.',
  merchant_not_found: 'There is no such merchant; nothing was done.',
  key_not_found: 'The merchant has no key of that id; nothing was done.',
  event_not_found: 'This merchant has no event of that id; nothing was done.',
  account_not_found: 'This installation has no such channel account; nothing was done.',
  merchant_exists: 'Another merchant has that id; nothing was done.',
  order_conflict: 'Order A-1001 was made with another amount; it stands, and nothing was done.',
  order_already_paid: 'The order is paid; no new payment was begun, so nothing was done.',
  order_closed: 'The order is closed; no new payment was begun, so nothing was done.',
  too_many_attempts:
    'The order has had as many attempts as its policy allows; nothing was done. Those under way can still pay it.',
  rate_limited:
    'This key is used for more calls than its limit allows; nothing was done. Repeat the call after the seconds of Retry-After.',
  channel_cooling:
    'The channel refused many payments of this order, so it is not asked for a minute; nothing was done. Other channels are.',
  account_in_trouble:
    'The channel’s answers to this account can’t be verified, so a payment by this method could not be seen; nothing was done. Choose another method or channel.',
  order_held: 'Evidence of this order is held for a person; nothing was done. Repeat it later.',
  channel_refused: 'The channel refused to open the payment; no money moved. The order stays open.',
  channel_not_offered:
    'This channel or method is not offered for the order; no channel was asked, nothing was done.',
  shopper_field_missing:
    'The method needs to know more of the shopper, see errors; nothing was done.',
  refund_exceeds_paid:
    'The refund is more than what is left of the payment; nothing was done, no money went back.',
  refund_conflict:
    'That refund id was used for another amount; the first refund stands, and nothing was done.',
  order_not_paid: 'The order is not paid, so there is nothing to refund; nothing was done.',
  payment_disputed:
    'The payer disputes the payment at the channel, which may give the money back; nothing was done.',
  refund_not_supported: 'The channel can not refund a part of this payment; nothing was done.',
  late_payment_not_asked: 'Nothing was asked about that payment; nothing was done.',
  late_payment_decided: 'That late payment is decided; the decision stands, nothing was done.',
  refund_decision_needed: 'The refund still waits: decide the refund itself; nothing was done.',
  returned_amount_wrong: 'The amount is more than what the payment keeps; nothing was done.',
  notice_address_missing:
    'Neither the order nor its merchant names an address for notices; nothing was done.',
  too_many_events:
    'More than 10000 events are in that range; nothing was done. Ask for less time at once.',
  refund_not_waiting: 'That refund does not wait for a decision; nothing was done.',
  idempotency_key_missing: 'Send the header Idempotency-Key; nothing was done.',
  idempotency_key_invalid:
    'An Idempotency-Key is 1 to 255 visible ASCII characters, bare or in double quotes; nothing was done.',
  idempotency_key_reused:
    'That Idempotency-Key came before with another request; what that one did stands, and nothing was done by this one.',
  idempotency_key_in_use:
    'The first request with that Idempotency-Key still runs, and tells its outcome; nothing was done by this one. Repeat it soon.',
  overloaded:
    'More is asked of this installation than it can do now; nothing was done. Repeat it in 2 s.',
  engine_unavailable:
    'The payment engine did not answer, so what became of the request is unknown. Repeat it with the same Idempotency-Key; nothing will be done twice.',
  ledger_unavailable:
    'The ledger did not answer, so what became of the request is unknown. Repeat it with the same Idempotency-Key; nothing will be done twice.',
  internal_error:
    'Something of ours is broken, so what became of the request is unknown. Repeat it with the same Idempotency-Key; nothing will be done twice.',
});
