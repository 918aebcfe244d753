import type { OrderKey } from '../../domain/values/order-key.ts';
import { type Db, select } from '../database/database.ts';
import { orderKeyRow } from '../database/order-key-row.ts';

/**
 * A merchant's orders that a payer tried to pay by a method bound to the payer. They include clicks
 * that opened no attempt, and attempts from before marks were keyed.
 *
 * @param mark the payer's, as `payerMark` makes it
 */
export async function ordersOfPayer(
  db: Db,
  of: Readonly<{ merchant: string; channel: string; payer: string; mark: string }>,
): Promise<OrderKey[]> {
  return select(
    db,
    orderKeyRow,
    `select merchant, order_id from attempts
     where merchant = $1 and payer = $3 and channel = $2
     union
     select merchant, order_id from attempt_inputs
     where merchant = $1 and shopper ->> 'openid' = $4
     order by order_id`,
    [of.merchant, of.channel, of.mark, of.payer],
  );
}
