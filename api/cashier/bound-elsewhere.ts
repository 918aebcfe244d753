import type { Request } from 'express';
import type { ShownPayment } from '../../checkout/cashier-view.ts';
import { channelNamed } from '../../channels/channel-directory.ts';
import { orderAttempts } from '../../ledger/orders/attempts.ts';
import type { StoredOrder } from '../../ledger/orders/order-rows.ts';
import { payerMark } from '../../ledger/texts/payer-mark.ts';
import type { RouteDeps } from '../api-deps.ts';
import { callerAddress } from '../http/caller-address.ts';

/**
 * Whether a payment's link is bound to another address than this request's, as of a shopper who has
 * left one network for another: its channel would refuse the shopper there.
 */
export async function isBoundElsewhere(
  { channels, database, keyedHash }: Pick<RouteDeps, 'channels' | 'database' | 'keyedHash'>,
  { key }: StoredOrder,
  payment: ShownPayment,
  request: Request,
): Promise<boolean> {
  if (payment.action?.type !== 'redirect') return false;
  const { channel: name, method } = payment;
  const payer =
    channelNamed(channels, name)?.payerOf(method, { ip: callerAddress(request) }) ?? null;
  if (payer === null) return false;
  const mark = payerMark(keyedHash, { merchant: key.merchant, channel: name, payer });
  const attempts = await orderAttempts(database, key);
  const shown = attempts.findLast(({ superseded }) => !superseded);
  return shown !== undefined && shown.payer !== null && shown.payer !== mark;
}
