import { z } from 'zod';
import { fromDecimal, isCurrency } from '../../domain/values/currency.ts';
import type { PaymentStanding } from '../worded-answers.ts';
import { fromAlipayTime } from './alipay-time.ts';

// Documented as text. Samples also show numbers, whose shortest form is that text.
export const yuanSchema = z.union([z.string(), z.number()]).transform(String);

/** What a query's answer or a callback says of a trade. */
export type AlipayTrade = Readonly<{
  tradeNo: string;
  status: string;
  /** Decimal text. */
  totalAmount: string | undefined;
  currency: string;
  paidAt: string | undefined;
  /** Amounts that are above zero only if the buyer paid; they may be zero even then. */
  received: readonly (string | undefined)[];
  /** The total that went back, decimal text; undefined where Alipay does not say it. */
  returned: string | undefined;
}>;

/** Whether an amount in text is above zero. */
export function isMoney(text: string | undefined): boolean {
  return text !== undefined && Number(text) > 0;
}

/**
 * What a verified trade says, in the vocabulary of the rules.
 *
 * @param isKnownPaid whether we have seen it paid before
 * @returns null where it says nothing usable: a success without number or amount, or a
 *   status that we don't know
 */
export function findingOf(trade: AlipayTrade, isKnownPaid: boolean): PaymentStanding | null {
  switch (trade.status) {
    case 'WAIT_BUYER_PAY':
      return { kind: 'unpaid' };
    case 'TRADE_SUCCESS':
    // A success for ever, which can no longer be refunded.
    case 'TRADE_FINISHED':
      return successOf(trade, trade.returned ?? '0');
    case 'TRADE_CLOSED':
      return closedOf(trade, isKnownPaid);
    default:
      return null;
  }
}

/**
 * The trade timed out or was closed unpaid, or it was paid and fully refunded. Only a paid trade
 * has a time of payment [seen in answers of the live gateway, whose amounts were 0.00 even if
 * paid].
 */
function closedOf(trade: AlipayTrade, isKnownPaid: boolean): PaymentStanding | null {
  const isPaidHere =
    fromAlipayTime(trade.paidAt) !== null ||
    isMoney(trade.returned) ||
    trade.received.some((amount) => isMoney(amount));
  if (isPaidHere) {
    return successOf(trade, isMoney(trade.returned) ? trade.returned : trade.totalAmount);
  }
  // We know that it was paid, and Alipay says closed: how much went back is not known.
  return isKnownPaid ? successOf(trade, null) : { kind: 'closed' };
}

function successOf(
  trade: AlipayTrade,
  returned: string | null | undefined,
): PaymentStanding | null {
  const { tradeNo, totalAmount, currency, paidAt } = trade;
  if (tradeNo === '' || totalAmount === undefined || !isCurrency(currency)) return null;
  const amountMinor = fromDecimal(totalAmount, currency);
  if (amountMinor === null) return null;
  return {
    kind: 'success',
    transaction: tradeNo,
    amountMinor,
    currency,
    returnedMinor:
      returned === null || returned === undefined ? null : fromDecimal(returned, currency),
    paidAtMs: fromAlipayTime(paidAt),
  };
}
