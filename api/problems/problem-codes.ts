/**
 * What a problem code means over HTTP. `retryable`: the same request, with the same key, may be
 * sent again.
 */
export type ProblemMeaning = Readonly<{ status: number; title: string; retryable: boolean }>;

function definite(status: number, title: string): ProblemMeaning {
  return Object.freeze({ status, title, retryable: false });
}

function passing(status: number, title: string): ProblemMeaning {
  return Object.freeze({ status, title, retryable: true });
}

/** Every code the API answers with. Codes never change their meaning. @see docs/api.md#errors */
export const problemCodes = Object.freeze({
  invalid_http: definite(400, 'What came is not HTTP as it should be'),
  request_timed_out: passing(408, 'The request took too long to arrive'),
  expectation_failed: definite(417, 'The header Expect can not be met'),
  headers_too_large: definite(431, 'The headers are too large'),
  invalid_request: definite(400, 'The request is not as the contract says'),
  invalid_json: definite(400, 'The body is not readable JSON'),
  body_too_deep: definite(400, 'The body is nested too deeply'),
  body_too_large: definite(413, 'The body is too large'),
  unsupported_media_type: definite(415, 'The body must be application/json'),
  merchant_required: definite(400, 'Name the merchant'),
  unauthenticated: definite(401, 'A valid key is needed'),
  role_not_allowed: definite(403, 'This key may not do that'),
  route_not_found: definite(404, 'There is nothing at this address'),
  method_not_allowed: definite(405, 'This address does not take that method'),
  order_not_found: definite(404, 'No such order'),
  refund_not_found: definite(404, 'No such refund'),
  attention_not_found: definite(404, 'Nothing of that id waits for a person'),
  merchant_not_found: definite(404, 'No such merchant'),
  key_not_found: definite(404, 'No such key'),
  event_not_found: definite(404, 'No such event'),
  account_not_found: definite(404, 'No such channel account'),
  merchant_exists: definite(409, 'That merchant id is taken'),
  order_conflict: definite(409, 'That order id stands for another order'),
  order_already_paid: definite(409, 'The order is already paid'),
  order_closed: definite(409, 'The order is closed'),
  too_many_attempts: definite(409, 'The order has had too many attempts'),
  rate_limited: passing(429, 'Too many calls at once'),
  channel_cooling: passing(429, 'The channel is not asked for a while'),
  account_in_trouble: passing(503, 'The channel account is in trouble'),
  order_held: passing(409, 'Something of the order is held'),
  channel_refused: definite(422, 'The channel refused this payment'),
  channel_not_offered: definite(422, 'This channel or method is not offered for the order'),
  shopper_field_missing: definite(422, 'The method needs to know more of the shopper'),
  refund_exceeds_paid: definite(409, 'The refund is more than what is left of the payment'),
  refund_conflict: definite(409, 'That refund id stands for another refund'),
  order_not_paid: definite(409, 'The order is not paid'),
  payment_disputed: definite(409, 'The payment is disputed'),
  refund_not_supported: definite(409, 'The channel can not refund this payment in this way'),
  late_payment_not_asked: definite(409, 'Nothing was asked about that payment'),
  late_payment_decided: definite(409, 'That late payment is already decided'),
  refund_decision_needed: definite(409, 'Decide the refund itself'),
  returned_amount_wrong: definite(409, 'The amount returned is missing or not possible'),
  notice_address_missing: definite(409, 'There is no address to send it to'),
  too_many_events: definite(422, 'That range holds too many events'),
  refund_not_waiting: definite(409, 'That refund does not wait for a person'),
  idempotency_key_missing: definite(400, 'An Idempotency-Key is needed here'),
  idempotency_key_invalid: definite(400, 'The Idempotency-Key is not usable'),
  idempotency_key_reused: definite(422, 'That Idempotency-Key belongs to another request'),
  idempotency_key_in_use: passing(409, 'The first request with that Idempotency-Key still runs'),
  overloaded: passing(503, 'More is asked than can be done'),
  engine_unavailable: passing(503, 'The payment engine did not answer'),
  ledger_unavailable: passing(503, 'The ledger did not answer'),
  internal_error: passing(500, 'Something of ours is broken'),
});

export type ProblemCode = keyof typeof problemCodes;
