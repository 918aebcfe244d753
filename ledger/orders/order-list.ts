import { z } from 'zod';
import type { AttentionKind } from '../../domain/order/attention-kind.ts';
import type { OrderStatus } from '../../domain/order/order.ts';
import { conditions } from '../database/conditions.ts';
import type { Db } from '../database/database.ts';
import { cursorMs, keysetCursor, placeAfter } from '../database/keyset-cursor.ts';
import { type Page, pageOf } from '../database/page.ts';
import { selectOrders, type StoredOrder } from './order-rows.ts';
import { toTimestamp } from '../database/time.ts';

export type OrderFilter = Readonly<{
  /** Null: orders of all merchants, for ops. */
  merchant: string | null;
  status?: OrderStatus | undefined;
  /** One kind, or `any`. */
  attention?: AttentionKind | 'any' | undefined;
  createdAfterMs?: number | undefined;
  limit: number;
  /** `nextCursor` of the page before. */
  cursor?: string | undefined;
}>;

const name = z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/);
const cursor = keysetCursor(z.tuple([cursorMs, name, name]));

/** Whether a text can be given as `cursor`. */
export function isOrderCursor(text: string): boolean {
  return cursor.read(text) !== null;
}

/**
 * Lists orders, newest first, one page at a time.
 *
 * @throws RangeError for text that is no cursor of ours; see `isOrderCursor`
 */
export async function listOrders(db: Db, filter: OrderFilter): Promise<Page<StoredOrder>> {
  const { add, where, values } = conditions();
  if (filter.merchant !== null) add((p) => `merchant = ${p}`, filter.merchant);
  if (filter.status !== undefined) add((p) => `status = ${p}`, filter.status);
  if (filter.attention !== undefined) {
    // The condition of the indexes over the orders that wait for somebody, word by word: there are
    // few of them, and the kinds are looked for among them alone.
    add(() => "(attention <> '{}' or held)");
    if (filter.attention === 'held') add(() => 'held');
    else if (filter.attention !== 'any') add((p) => `${p} = any(attention)`, filter.attention);
  }
  if (filter.createdAfterMs !== undefined) {
    add((p) => `created_at > ${p}`, toTimestamp(filter.createdAfterMs));
  }
  if (filter.cursor !== undefined) {
    const [createdAtMs, merchant, orderId] = placeAfter(cursor, filter.cursor);
    add(
      (...p) => `(created_at, merchant, id) < (${p.join(', ')})`,
      toTimestamp(createdAtMs),
      merchant,
      orderId,
    );
  }
  const found = await selectOrders(
    db,
    `${where()} order by created_at desc, merchant desc, id desc limit ${filter.limit + 1}`,
    values,
  );
  return pageOf(found, filter.limit, ({ createdAtMs, key }) =>
    cursor.write([createdAtMs, key.merchant, key.orderId]),
  );
}
