import type { PaymentRef } from '../channel.ts';

/** Names a payment by Alipay's own number, if known: several trades may bear our number. */
export function nameOf({ transaction, paymentNumber }: PaymentRef): Record<string, string> {
  return transaction === null ? { out_trade_no: paymentNumber } : { trade_no: transaction };
}
