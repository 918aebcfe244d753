import type { PaymentRef } from '../channel.ts';

/** By Alipay's own number where it is known: it names one trade, whatever else bears our number. */
export function nameOf({ transaction, paymentNumber }: PaymentRef): Record<string, string> {
  return transaction === null ? { out_trade_no: paymentNumber } : { trade_no: transaction };
}
