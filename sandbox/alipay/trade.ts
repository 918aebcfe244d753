import { z } from 'zod';
import { charsets } from './charset.ts';

/** How a trade is paid; the last part of the method's name tells. */
export const tradeMethods = ['precreate', 'page', 'wap', 'app'] as const;
export type TradeMethod = (typeof tradeMethods)[number];

export const offerSchema = z.object({
  account: z.string(),
  number: z.string(),
  method: z.enum(tradeMethods),
  /** The whole content; the same number may only come back with the same one. */
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
  /** Last moment to pay; a trade that is unpaid then closes. */
  expiresAtMs: z.int(),
  /** Faults that it was born with. */
  faults: z.object({
    wrongAmount: z.boolean(),
    secondTransaction: z.boolean(),
    /** Milliseconds between the shopper's payment and its success; 0 is at once. */
    settlesAfterMs: z.int(),
  }),
});

/** What the merchant asked for. Not a trade yet: that takes a scan, a log-in or a password. */
export type NewOffer = Readonly<z.infer<typeof offerSchema>>;

/** A QR code that leads to an offer. */
export type QrCode = Readonly<{ code: string; expiresAtMs: number }>;

export const chargeSchema = z.object({
  tradeNo: z.string(),
  /** What the payer was really charged, in fen. */
  amountFen: z.int().positive(),
  paidAtMs: z.int(),
});

/** One charge; a second one under the same out_trade_no has a trade_no of its own. */
export type Charge = Readonly<z.infer<typeof chargeSchema>>;

/** An out_trade_no as Alipay knows it. */
export type Trade = NewOffer &
  Readonly<{
    codes: readonly QrCode[];
    /** Undefined while no trade exists. */
    tradeNo: string | undefined;
    createdAtMs: number;
    charges: readonly Charge[];
    /** The shopper has paid, the success is still on its way. */
    settling: boolean;
    closedAtMs: number | undefined;
    payableAfterClose: boolean;
    finished: boolean;
  }>;

export const newRefundSchema = z.object({
  account: z.string(),
  number: z.string(),
  tradeNo: z.string(),
  requestNo: z.string(),
  amountFen: z.int().positive(),
  createdAtMs: z.int(),
  /** `console`: by hand, by no call of the API. `cancel`: by alipay.trade.cancel. */
  by: z.enum(['refund', 'console', 'cancel']),
});

/** What a refund is made with, fixed for its life. */
export type NewRefund = Readonly<z.infer<typeof newRefundSchema>>;

/** A refund; `returned` is one that succeeded and came back. */
export type Refund = NewRefund &
  Readonly<{ status: 'processing' | 'success' | 'returned'; endedAtMs: number | undefined }>;

/** The wire's trade_status. */
export type TradeStatus = 'WAIT_BUYER_PAY' | 'TRADE_SUCCESS' | 'TRADE_FINISHED' | 'TRADE_CLOSED';

const refundableForMs = 365 * 86_400_000;

/** What went back of a charge or is on its way, in fen. */
export function refundedFen(charge: Charge, refunds: readonly Refund[]): number {
  return refunds
    .filter((refund) => refund.tradeNo === charge.tradeNo && refund.status !== 'returned')
    .reduce((total, refund) => total + refund.amountFen, 0);
}

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
  return trade.closedAtMs !== undefined || (nowMs > trade.expiresAtMs && !trade.settling);
}

/** Why the shopper can't pay this now, or undefined when it is payable. */
export function whyNotPayable(trade: Trade, nowMs: number): string | undefined {
  if (trade.charges.length > 0) return 'it is already paid';
  if (trade.settling) return 'it is being paid, the channel has not settled yet';
  if (trade.closedAtMs !== undefined && !trade.payableAfterClose) return 'it is closed';
  if (nowMs > trade.expiresAtMs) return 'its timeout_express or time_expire has passed';
  const isScanned = trade.tradeNo !== undefined;
  const hasCode = trade.codes.some((code) => nowMs <= code.expiresAtMs);
  if (trade.method === 'precreate' && !isScanned && !hasCode) {
    return 'its QR code has expired (at most 2 h); precreate it again with the same content';
  }
  return undefined;
}
