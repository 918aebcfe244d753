import { z } from 'zod';
import { birthFaultsSchema } from '../engine/birth-faults.ts';
import { refundedFen, type Refund as AnyRefund } from '../engine/refund.ts';
import type { Charge, Trade as AnyTrade } from '../engine/trade.ts';
import { charsets } from './charset.ts';

/** How a trade is paid; the last part of the method's name tells. */
export const tradeMethods = ['precreate', 'page', 'wap', 'app'] as const;
export type TradeMethod = (typeof tradeMethods)[number];

export const offerSchema = z.object({
  account: z.string(),
  number: z.string(),
  method: z.enum(tradeMethods),
  fingerprint: z.string(),
  subject: z.string(),
  /** What the merchant says of it at length; callbacks repeat it. Older journals have none. */
  body: z.string().default(''),
  /** passback_params as sent, which callbacks repeat. */
  passback: z.string(),
  /** The order reference in it. */
  order: z.string(),
  notifyUrl: z.string(),
  returnUrl: z.string(),
  quitUrl: z.string(),
  charset: z.enum(charsets),
  totalFen: z.int().positive(),
  buyerId: z.string(),
  offeredAtMs: z.int(),
  /** A trade that is unpaid then closes. */
  expiresAtMs: z.int(),
  faults: birthFaultsSchema,
});

/** What the merchant asked for. Not a trade yet: that takes a scan, a log-in or a password. */
export type NewOffer = Readonly<z.infer<typeof offerSchema>>;

/** An out_trade_no as Alipay knows it; a second charge under it has a trade_no of its own. */
export type Trade = AnyTrade<NewOffer>;

export const newRefundSchema = z
  .object({
    account: z.string(),
    number: z.string(),
    tradeNo: z.string(),
    requestNo: z.string(),
    amountFen: z.int().positive(),
    createdAtMs: z.int(),
    /** `console`: by hand, by no call of the API. `cancel`: by alipay.trade.cancel. */
    by: z.enum(['refund', 'console', 'cancel']),
  })
  .transform(({ tradeNo, requestNo, ...rest }) => ({
    ...rest,
    chargeId: tradeNo,
    refundNumber: requestNo,
  }));

/** What a refund is made with. */
export type NewRefund = Readonly<z.infer<typeof newRefundSchema>>;

/** A refund as Alipay knows it. */
export type Refund = AnyRefund<NewRefund>;

/** The wire's trade_status. */
export type TradeStatus = 'WAIT_BUYER_PAY' | 'TRADE_SUCCESS' | 'TRADE_FINISHED' | 'TRADE_CLOSED';

const refundableForMs = 365 * 86_400_000;

/** What went back of a charge by now, in fen: the wire's cumulative refund_fee. */
export function refundFeeFen(charge: Charge, refunds: readonly Refund[]): number {
  const done = refunds.filter((refund) => refund.status === 'success');
  return refundedFen(charge, done);
}

/** How a charge stands on the wire. */
export function chargeStatus(
  trade: Trade,
  charge: Charge,
  refunds: readonly Refund[],
  nowMs: number,
): TradeStatus {
  if (refundFeeFen(charge, refunds) >= charge.amountFen) return 'TRADE_CLOSED';
  const isOld = nowMs - charge.paidAtMs > refundableForMs;
  return trade.finished || isOld ? 'TRADE_FINISHED' : 'TRADE_SUCCESS';
}

/** Whether an unpaid trade is closed, by a call or by its time. */
export function isClosed(trade: Trade, nowMs: number): boolean {
  return trade.closed || (nowMs > trade.expiresAtMs && !trade.settling);
}
