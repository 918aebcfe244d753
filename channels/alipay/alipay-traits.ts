import type { ChannelTraits } from '../../domain/order/traits.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** How long a precreated QR code can be scanned. @see docs/channels/alipay.md#expiry */
export const codeLifeMs = 2 * 60 * minuteMs;

const shared: ChannelTraits = Object.freeze({
  // But only once the trade exists: before the scan, log-in or password, a close is answered
  // TRADE_NOT_EXIST and the offer stays payable. The rules take no close as proof.
  closable: true,
  // Not trusted, which is safe whichever way Alipay behaves. TRADE_CLOSED is said to be final for
  // its trade, but (a) whether the same QR code or URL, scanned again, makes another trade under
  // the same out_trade_no is not documented, and (b) a payment fully refunded is TRADE_CLOSED too.
  // So a closed payment is watched until its expiry, minutes away, plus margin; then "closed" is
  // the last word. If Alipay keeps it closed, this costs a few queries; if not, no payment is
  // missed.
  closedIsTrusted: false,
  knownBeforeScan: false,
  twoPhase: false,
  voidable: false,
  refundable: 'partly',
  refundableForMs: 365 * dayMs,
  refundEveryMs: 3_000,
  // None is documented.
  mostRefunds: null,
  shortestValidityMs: minuteMs,
  longestValidityMs: 15 * dayMs,
  settlementMarginMs: 2 * minuteMs,
  lookup: 'payment_number',
  // The same number with the same content is the same trade for ever; other content is refused.
  idempotencyLifeMs: null,
  currencies: Object.freeze(['CNY']),
  smallestMinor: 1,
  largestMinor: 10_000_000_000,
});

/** Our methods and what they can do; create.ts says which of Alipay's calls makes each. */
export const alipayMethods = Object.freeze({
  qr: Object.freeze({ ...shared, longestValidityMs: codeLifeMs }),
  page: shared,
  wap: Object.freeze({ ...shared, shortestValidityMs: 5 * minuteMs }),
  app: shared,
});

export type AlipayMethod = keyof typeof alipayMethods;

/** Whether this is one of our methods. */
export function isAlipayMethod(method: string): method is AlipayMethod {
  return Object.hasOwn(alipayMethods, method);
}
