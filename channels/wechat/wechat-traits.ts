import type { ChannelTraits } from '../../domain/order/traits.ts';

const dayMs = 86_400_000;

/** How long a `code_url` or `prepay_id` can be used. @see docs/channels/wechat.md */
export const codeLifeMs = 2 * 3_600_000;

/** How long an `h5_url` can be used. @see docs/channels/wechat.md */
export const h5LifeMs = 5 * 60_000;

const shared: ChannelTraits = Object.freeze({
  closable: true,
  closedIsTrusted: true,
  knownBeforeScan: true,
  twoPhase: false,
  voidable: false,
  refundable: 'partly',
  refundableForMs: 365 * dayMs,
  refundEveryMs: 60_000,
  mostRefunds: 50,
  // WeChat silently raises a shorter time_expire to a minute.
  shortestValidityMs: 60_000,
  longestValidityMs: codeLifeMs,
  settlementMarginMs: 2 * 60_000,
  lookup: 'payment_number',
  idempotencyLifeMs: null,
  currencies: Object.freeze(['CNY']),
  smallestMinor: 1,
  // Not documented; the merchant's own limits are far below.
  largestMinor: 2_147_483_647,
});

/** Our methods, the last part of WeChat's create path of each, and what they can do. */
export const wechatMethods = Object.freeze({
  qr: { path: 'native', traits: shared },
  h5: { path: 'h5', traits: Object.freeze({ ...shared, longestValidityMs: h5LifeMs }) },
  jsapi: { path: 'jsapi', traits: shared },
  app: { path: 'app', traits: shared },
});

export type WechatMethod = keyof typeof wechatMethods;

/** Whether this is one of our methods. */
export function isWechatMethod(method: string): method is WechatMethod {
  return Object.hasOwn(wechatMethods, method);
}
