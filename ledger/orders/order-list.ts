import { z } from 'zod';
import type { AttentionKind } from '../../domain/order/attention-kind.ts';
import type { OrderStatus } from '../../domain/order/order.ts';
import type { Db } from '../database/database.ts';
import { selectOrders, type StoredOrder } from './order-rows.ts';
import { toTimestamp } from '../database/time.ts';

export type OrderFilter = Readonly<{
  /** Null: orders of all merchants, for ops. */
  merchant: string | null;
  status?: OrderStatus;
  /** One kind, or `any`. */
  attention?: AttentionKind | 'any';
  createdAfterMs?: number;
  limit: number;
  /** `nextCursor` of the page before. */
  cursor?: string;
}>;

export type OrderPage = Readonly<{
  /** Newest first. */
  orders: StoredOrder[];
  /** Null on the last page. */
  nextCursor: string | null;
}>;

/** The last millisecond of the year 9999. */
const latestMs = 253_402_300_799_999;
const name = z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/);
const position = z.tuple([z.int().min(0).max(latestMs), name, name]);
type Position = z.output<typeof position>;

function cursorOf(order: StoredOrder): string {
  const last: Position = [order.createdAtMs, order.key.merchant, order.key.orderId];
  return Buffer.from(JSON.stringify(last)).toString('base64url');
}

/** @returns null for text that is no cursor of ours */
function readCursor(cursor: string): Position | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return position.safeParse(value).data ?? null;
  } catch {
    // Text that is not JSON is no cursor of ours.
    return null;
  }
}

/** Whether a text can be given as `cursor`. */
export function isOrderCursor(cursor: string): boolean {
  return readCursor(cursor) !== null;
}

/**
 * Lists orders, newest first, one page at a time.
 *
 * @throws RangeError for text that is no cursor of ours; see `isOrderCursor`
 */
export async function listOrders(db: Db, filter: OrderFilter): Promise<OrderPage> {
  const values: unknown[] = [];
  const conditions: string[] = [];
  const where = (condition: (place: string) => string, value: unknown): void => {
    values.push(value);
    conditions.push(condition(`$${values.length}`));
  };
  if (filter.merchant !== null) where((p) => `merchant = ${p}`, filter.merchant);
  if (filter.status !== undefined) where((p) => `status = ${p}`, filter.status);
  if (filter.attention === 'any') conditions.push("(attention <> '{}' or held)");
  else if (filter.attention === 'held') conditions.push('held');
  else if (filter.attention !== undefined) where((p) => `${p} = any(attention)`, filter.attention);
  if (filter.createdAfterMs !== undefined) {
    where((p) => `created_at > ${p}`, toTimestamp(filter.createdAfterMs));
  }
  if (filter.cursor !== undefined) {
    const after = readCursor(filter.cursor);
    if (after === null) throw new RangeError('The cursor is not one this ledger gave.');
    const [createdAtMs, merchant, orderId] = after;
    values.push(toTimestamp(createdAtMs), merchant, orderId);
    const last = values.length;
    conditions.push(`(created_at, merchant, id) < ($${last - 2}, $${last - 1}, $${last})`);
  }
  const found = await selectOrders(
    db,
    `${conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`}
     order by created_at desc, merchant desc, id desc limit ${filter.limit + 1}`,
    values,
  );
  const orders = found.slice(0, filter.limit);
  const last = orders.at(-1);
  return {
    orders,
    nextCursor: found.length > filter.limit && last !== undefined ? cursorOf(last) : null,
  };
}
