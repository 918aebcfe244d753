import type { OrderKey } from '../../domain/values/order-key.ts';
import type { Db } from '../../ledger/database/database.ts';
import { orderOwners } from '../../ledger/orders/order-owners.ts';
import type { StoredOrder } from '../../ledger/orders/order-rows.ts';
import { findOrder } from '../../ledger/orders/orders.ts';
import { parseQuery } from '../http/parse-request.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { merchantQuery } from '../http/query-forms.ts';
import type { Call } from '../http/route.ts';
import { merchantsOwnId } from '../http/text-forms.ts';

/** The problem for an unknown order, and for another merchant's, so that ids can't be probed. */
export function orderNotFound(): ProblemError {
  return new ProblemError('order_not_found', 'You have no order of that id; nothing was done.');
}

/**
 * The merchant whose data a call is about: the key's own; for an ops key the one named
 * by `?merchant=` or the `Merchant` header, null when it names none.
 *
 * @param asked the query's `merchant`
 * @throws ProblemError `merchant_not_found` when a merchant's key names another merchant
 */
export function merchantOf(call: Call, asked: string | undefined): string | null {
  const named = asked ?? call.header('merchant');
  if (call.access.merchant === null) {
    return named === undefined
      ? null
      : (parseQuery(merchantQuery, { merchant: named }).merchant ?? null);
  }
  if (named === undefined || named === call.access.merchant) return call.access.merchant;
  throw new ProblemError('merchant_not_found', 'This key belongs to another merchant.');
}

/** As `merchantOf`, but a merchant must be named. @throws ProblemError `merchant_required` */
export function namedMerchantOf(call: Call, asked: string | undefined): string {
  const merchant = merchantOf(call, asked);
  if (merchant !== null) return merchant;
  throw new ProblemError(
    'merchant_required',
    'An ops key reads all merchants, so say which: ?merchant=ID or the header Merchant: ID.',
  );
}

async function ownerOf(db: Db, orderId: string): Promise<string> {
  const owners = await orderOwners(db, orderId);
  if (owners.length > 1) {
    throw new ProblemError(
      'merchant_required',
      'Several merchants have an order of that id, so say whose: ?merchant=ID or the header Merchant: ID.',
    );
  }
  const owner = owners[0];
  if (owner === undefined) throw orderNotFound();
  return owner;
}

/**
 * The order that a path names. An ops key that names no merchant finds the order
 * if exactly one merchant has that id.
 *
 * @throws ProblemError `order_not_found`, `merchant_required`
 */
export async function orderKeyOf(db: Db, call: Call, asked: string | undefined): Promise<OrderKey> {
  const orderId = call.part('id');
  if (!merchantsOwnId.safeParse(orderId).success) throw orderNotFound();
  const merchant = merchantOf(call, asked) ?? (await ownerOf(db, orderId));
  return { merchant, orderId };
}

/** The order a merchant's path names. @throws ProblemError `order_not_found` */
export async function ownOrder(db: Db, call: Call): Promise<StoredOrder> {
  const order = await findOrder(db, await orderKeyOf(db, call, undefined));
  if (order === null) throw orderNotFound();
  return order;
}
