import type { OrderKey } from '../domain/order-key.ts';
import { type Db, run } from './database.ts';

/**
 * Marks callbacks as taken up by an order's facts up to `seq`; only inside an
 * append, so that no callback is consumed whose evidence is not in the ledger.
 */
export async function consumeCallbacks(
  db: Db,
  ids: readonly string[],
  key: OrderKey,
  seq: number,
): Promise<void> {
  if (ids.length === 0) return;
  await run(
    db,
    `update inbox set state = 'consumed', due_at = null, leased_by = null, consumed_at = now(),
       consumed_by_merchant = $2, consumed_by_order = $3, consumed_by_seq = $4
     where id = any($1) and state <> 'consumed'`,
    [ids, key.merchant, key.orderId, seq],
  );
}
