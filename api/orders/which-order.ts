import type { OrderKey } from '../../domain/values/order-key.ts';
import type { Db } from '../../ledger/database/database.ts';
import { orderOwners } from '../../ledger/orders/order-owners.ts';
import type { StoredOrder } from '../../ledger/orders/order-rows.ts';
import { findOrder } from '../../ledger/orders/orders.ts';
import type { PathPart } from '../http/path-part.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { merchantsOwnId } from '../http/text-forms.ts';

/** The problem for an unknown order, and for another merchant's, so that ids can't be probed. */
export function orderNotFound(): ProblemError {
  return new ProblemError('order_not_found', 'You have no order of that id; nothing was done.');
}

/** The part of a path that names an order. */
export const orderPart: PathPart = {
  form: merchantsOwnId.meta({ description: 'The order’s id.', example: 'A-1001' }),
  unknown: orderNotFound,
};

/** What of a request says which order is meant. */
type Asked = Readonly<{ merchant: string | null; parts: Readonly<{ id: string }> }>;

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
export async function orderKeyOf(db: Db, { merchant, parts }: Asked): Promise<OrderKey> {
  return { merchant: merchant ?? (await ownerOf(db, parts.id)), orderId: parts.id };
}

/** The order a merchant's path names. @throws ProblemError `order_not_found` */
export async function ownOrder(db: Db, asked: Asked): Promise<StoredOrder> {
  const order = await findOrder(db, await orderKeyOf(db, asked));
  if (order === null) throw orderNotFound();
  return order;
}
