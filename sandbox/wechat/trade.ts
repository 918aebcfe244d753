import { z } from 'zod';

/** How a trade is paid; the last part of the create path. */
export const tradeMethods = ['native', 'h5', 'jsapi', 'app'] as const;
export type TradeMethod = (typeof tradeMethods)[number];

export const transactionSchema = z.object({
  id: z.string(),
  /** What the payer was really charged, in fen. */
  amountFen: z.int().positive(),
  openid: z.string(),
  paidAtMs: z.int(),
});

/** One charge of a trade. */
export type Transaction = Readonly<z.infer<typeof transactionSchema>>;

export const newTradeSchema = z.object({
  account: z.string(),
  number: z.string(),
  method: z.enum(tradeMethods),
  /** The whole request; the same number may only come back with the same one. */
  fingerprint: z.string(),
  description: z.string(),
  attach: z.string(),
  notifyUrl: z.string(),
  totalFen: z.int().positive(),
  openid: z.string(),
  createdAtMs: z.int(),
  /** Last moment to pay; the trade doesn't close by it. */
  expiresAtMs: z.int(),
  /** Faults that the trade was born with. */
  faults: z.object({
    wrongAmount: z.boolean(),
    secondTransaction: z.boolean(),
    /** Milliseconds between the shopper's payment and its success; 0 is at once. */
    settlesAfterMs: z.int(),
  }),
});

/** What a trade is made with, fixed for its life. */
export type NewTrade = Readonly<z.infer<typeof newTradeSchema>>;

/** A way into paying a trade: code_url, h5_url and prepay_id all carry it. */
export type PrepayCode = Readonly<{ code: string; expiresAtMs: number }>;

/** A trade (out_trade_no) as WeChat Pay knows it. */
export type Trade = NewTrade &
  Readonly<{
    codes: readonly PrepayCode[];
    transactions: readonly Transaction[];
    /** The shopper has paid, the success is still on its way. */
    settling: boolean;
    closed: boolean;
    payableAfterClose: boolean;
    /** Gone back at the merchant console, in fen per transaction id. */
    consoleRefundedFen: Readonly<Record<string, number>>;
  }>;

export const refundStatuses = ['PROCESSING', 'SUCCESS', 'CLOSED', 'ABNORMAL'] as const;
export type RefundStatus = (typeof refundStatuses)[number];

export const newRefundSchema = z.object({
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
});

/** What a refund is made with, fixed for its life. */
export type NewRefund = Readonly<z.infer<typeof newRefundSchema>>;

/** A refund (out_refund_no) as WeChat Pay knows it. */
export type Refund = NewRefund & Readonly<{ status: RefundStatus; endedAtMs: number | undefined }>;

/** The wire's trade_state of a trade. */
export type TradeState = 'NOTPAY' | 'SUCCESS' | 'REFUND' | 'CLOSED';

/** @param refunds the trade's refunds; those of its other transactions say nothing about this one */
export function transactionState(
  trade: Trade,
  { id }: Transaction,
  refunds: readonly Refund[],
): 'SUCCESS' | 'REFUND' {
  const returned =
    refunds.some((refund) => refund.transactionId === id && refund.status !== 'CLOSED') ||
    trade.consoleRefundedFen[id] !== undefined;
  return returned ? 'REFUND' : 'SUCCESS';
}

/** Of its first charge, as a query by its number tells it. @param refunds the trade's refunds */
export function tradeState(trade: Trade, refunds: readonly Refund[]): TradeState {
  const [first] = trade.transactions;
  if (first === undefined) return trade.closed ? 'CLOSED' : 'NOTPAY';
  return transactionState(trade, first, refunds);
}

/** Why the shopper can't pay this trade now, or undefined when it is payable. */
export function whyNotPayable(trade: Trade, nowMs: number): string | undefined {
  if (trade.transactions.length > 0) return 'it is already paid';
  if (trade.settling) return 'it is being paid, the channel has not settled yet';
  if (trade.closed && !trade.payableAfterClose) return 'it is closed';
  if (nowMs > trade.expiresAtMs) return 'its time_expire has passed';
  if (!trade.codes.some((code) => nowMs <= code.expiresAtMs)) {
    return 'its code has expired (2 h, h5 5 min); create it again with the same content for a new one';
  }
  return undefined;
}

/** What can still be refunded of a transaction, in fen; a closed refund gives its share back. */
export function refundableFen(
  trade: Trade,
  transaction: Transaction,
  refunds: readonly Refund[],
): number {
  const asked = refunds
    .filter((refund) => refund.transactionId === transaction.id && refund.status !== 'CLOSED')
    .reduce((total, refund) => total + refund.amountFen, 0);
  return transaction.amountFen - asked - (trade.consoleRefundedFen[transaction.id] ?? 0);
}
