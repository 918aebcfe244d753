import { z } from 'zod';
import { birthFaultsSchema } from '../engine/birth-faults.ts';
import type { Refund as AnyRefund } from '../engine/refund.ts';
import type { Charge, Trade as AnyTrade } from '../engine/trade.ts';

/** How a trade is paid; the last part of the create path. */
export const tradeMethods = ['native', 'h5', 'jsapi', 'app'] as const;
export type TradeMethod = (typeof tradeMethods)[number];

export const newTradeSchema = z
  .object({
    account: z.string(),
    number: z.string(),
    method: z.enum(tradeMethods),
    fingerprint: z.string(),
    description: z.string(),
    /** Where the merchant puts the order reference. */
    attach: z.string(),
    notifyUrl: z.string(),
    totalFen: z.int().positive(),
    openid: z.string(),
    createdAtMs: z.int(),
    /** The trade doesn't close by it. */
    expiresAtMs: z.int(),
    faults: birthFaultsSchema,
  })
  .transform(({ attach, ...rest }) => ({ ...rest, order: attach }));

/** What a trade is made with. */
export type NewTrade = Readonly<z.infer<typeof newTradeSchema>>;

/** A trade (out_trade_no) as WeChat Pay knows it. */
export type Trade = AnyTrade<NewTrade>;

export const newRefundSchema = z
  .object({
    account: z.string(),
    refundNumber: z.string(),
    refundId: z.string(),
    number: z.string(),
    transactionId: z.string(),
    amountFen: z.int().positive(),
    totalFen: z.int().positive(),
    fingerprint: z.string(),
    notifyUrl: z.string().optional(),
    createdAtMs: z.int(),
  })
  .transform(({ transactionId, ...rest }) => ({ ...rest, chargeId: transactionId }));

/** What a refund is made with. */
export type NewRefund = Readonly<z.infer<typeof newRefundSchema>>;

/** A refund (out_refund_no) as WeChat Pay knows it. */
export type Refund = AnyRefund<NewRefund>;

/** The wire's trade_state of a trade. */
export type TradeState = 'NOTPAY' | 'SUCCESS' | 'REFUND' | 'CLOSED';

/** @param refunds the trade's refunds; those of its other charges say nothing about this one */
export function transactionState(
  trade: Trade,
  { id }: Charge,
  refunds: readonly Refund[],
): 'SUCCESS' | 'REFUND' {
  const returned =
    refunds.some((refund) => refund.chargeId === id && refund.status !== 'returned') ||
    trade.reversedFen[id] !== undefined;
  return returned ? 'REFUND' : 'SUCCESS';
}

/** Of its first charge, as a query by its number tells it. @param refunds the trade's refunds */
export function tradeState(trade: Trade, refunds: readonly Refund[]): TradeState {
  const [first] = trade.charges;
  if (first === undefined) return trade.closed ? 'CLOSED' : 'NOTPAY';
  return transactionState(trade, first, refunds);
}
