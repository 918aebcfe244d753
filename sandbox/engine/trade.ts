import type { BirthFaults } from './birth-faults.ts';

/**
 * What every channel is asked for a payment with, fixed for its life. A channel adds its own
 * fields. Numbers are the merchant's and unique per account; amounts are fen.
 */
export type NewTrade = Readonly<{
  account: string;
  number: string;
  /** The whole request; the same number may only come back with the same one. */
  fingerprint: string;
  /** The order reference merchant/order id; empty when none. */
  order: string;
  totalFen: number;
  /** Last moment to pay. */
  expiresAtMs: number;
  faults: BirthFaults;
}>;

/** A way into paying: whoever has it can pay until it expires. */
export type PaymentCode = Readonly<{ code: string; expiresAtMs: number }>;

/** One charge, by the channel's own number of it; `amountFen` is what the payer really paid. */
export type Charge = Readonly<{ id: string; amountFen: number; paidAtMs: number }>;

/** How far a trade has come. */
export type TradeCourse = Readonly<{
  codes: readonly PaymentCode[];
  /** Where a channel makes its trade only when the shopper comes: its number of it, once made. */
  tradeNo: string | undefined;
  begunAtMs: number;
  charges: readonly Charge[];
  /** The shopper has paid, the success is still on its way. */
  settling: boolean;
  closed: boolean;
  payableAfterClose: boolean;
  /** The time in which it could be refunded is over. */
  finished: boolean;
  /** Gone back by hand and by no refund, per charge. */
  reversedFen: Readonly<Record<string, number>>;
}>;

/** A payment as a channel knows it. */
export type Trade<Asked extends NewTrade = NewTrade> = Asked & TradeCourse;

/** The course of a trade that nothing has happened to. */
export const untouched: TradeCourse = Object.freeze({
  codes: [],
  tradeNo: undefined,
  begunAtMs: 0,
  charges: [],
  settling: false,
  closed: false,
  payableAfterClose: false,
  finished: false,
  reversedFen: {},
});

/**
 * Why the shopper can't pay now, or undefined when it is payable.
 *
 * @param words what the channel says of a trade past its time, and of one without a good code;
 *   `noCode` is undefined where no code is needed
 */
export function whyNotPayable(
  trade: Trade,
  nowMs: number,
  words: Readonly<{ expired: string; noCode: string | undefined }>,
): string | undefined {
  if (trade.charges.length > 0) return 'it is already paid';
  if (trade.settling) return 'it is being paid, the channel has not settled yet';
  if (trade.closed && !trade.payableAfterClose) return 'it is closed';
  if (nowMs > trade.expiresAtMs) return words.expired;
  return trade.codes.some((code) => nowMs <= code.expiresAtMs) ? undefined : words.noCode;
}
