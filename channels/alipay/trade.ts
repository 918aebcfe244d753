import { z } from 'zod';
import { fromDecimal, isCurrency } from '../../domain/values/currency.ts';
import type { PaymentStanding } from '../worded-answers.ts';
import { fromAlipayTime } from './alipay-time.ts';

// Documented as text; samples also show numbers, whose shortest form is the same text.
export const yuanSchema = z.union([z.string(), z.number()]).transform(String);

/** A trade in what a query answers and a callback tells of it. */
export type AlipayTrade = Readonly<{
  tradeNo: string;
  status: string;
  /** Decimal text. */
  totalAmount: string | undefined;
  currency: string;
  paidAt: string | undefined;
  /** Amounts that are above zero only once the buyer paid. They may be zero all the same. */
  received: readonly (string | undefined)[];
  /** What went back in all, decimal text; undefined where Alipay does not say. */
  returned: string | undefined;
}>;

/** Whether an amount in text is more than nothing. */
export function isMoney(text: string | undefined): boolean {
  return text !== undefined && Number(text) > 0;
}

/**
 * What a verified trade says in the words of the rules.
 *
 * @param isKnownPaid we have seen it paid before
 * @returns null where it says nothing usable: a success without number or amount, or a
 *   status we don't know
 */
export function findingOf(trade: AlipayTrade, isKnownPaid: boolean): PaymentStanding | null {
  switch (trade.status) {
    case 'WAIT_BUYER_PAY':
      return { kind: 'unpaid' };
    case 'TRADE_SUCCESS':
    // No longer refundable, and success for ever.
    case 'TRADE_FINISHED':
      return successOf(trade, trade.returned ?? '0');
    case 'TRADE_CLOSED':
      return closedOf(trade, isKnownPaid);
    default:
      return null;
  }
}

/**
 * Timed out or closed unpaid, or paid and fully refunded. An unpaid one has no time of payment
 * [seen in answers of the live gateway, while amounts were 0.00 even for paid ones].
 */
function closedOf(trade: AlipayTrade, isKnownPaid: boolean): PaymentStanding | null {
  const isPaidHere =
    fromAlipayTime(trade.paidAt) !== null ||
    isMoney(trade.returned) ||
    trade.received.some((amount) => isMoney(amount));
  if (isPaidHere) {
    return successOf(trade, isMoney(trade.returned) ? trade.returned : trade.totalAmount);
  }
  // We know that it was paid, and Alipay says closed: how much went back stays open.
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
