import { z } from 'zod';
import type { CallbackInput, UnreadCallback } from '../../domain/facts/input.ts';
import type { OrderKey } from '../../domain/values/order-key.ts';
import { callbackColumns, callbackInputOf } from './callback-news.ts';
import { type Db, select } from '../database/database.ts';
import { listOf, only, rowOf } from '../database/table.ts';

const pendingRow = rowOf(callbackColumns).transform(callbackInputOf);

type Unread = UnreadCallback & Readonly<{ type: 'unread' }>;

const unreadRow = rowOf(only(callbackColumns, 'id', 'channelNumber')).transform((row): Unread => ({
  type: 'unread',
  ...row,
}));

// Somebody may type any id into the engine's console, and text that PostgreSQL refuses would hold
// the order for ever. So an id that no row can have is not looked up.
const rowId = /^[\x21-\x7e]{1,64}$/;

const ofOrder = `exists (
       select from attempts where merchant = $1 and order_id = $2 and channel = inbox.channel
         and account = inbox.account and channel_number = inbox.channel_number)`;

function named(key: OrderKey, ids: readonly string[]): unknown[] {
  return [key.merchant, key.orderId, ids.filter((id) => rowId.test(id))];
}

/**
 * Callbacks of an order's attempts that no append has taken up, by the ids of their rows, in the
 * order of their arrival. An id that is unknown, taken up or of another order's attempt brings no
 * callback; a callback that can't be read holds up no other.
 */
export async function namedCallbacks(
  db: Db,
  key: OrderKey,
  ids: readonly string[],
): Promise<(CallbackInput | Unread)[]> {
  if (ids.length === 0) return [];
  return select(
    db,
    z.union([pendingRow, unreadRow]),
    `select ${listOf(callbackColumns)} from inbox
     where id = any($3) and state in ('received', 'handed_over') and ${ofOrder}
     order by arrival`,
    named(key, ids),
  );
}

/**
 * How many of these ids name no callback of this order: they are unknown, or of another order's
 * attempt. Callbacks that the order has taken up already are its own.
 */
export async function strangeCallbacks(
  db: Db,
  key: OrderKey,
  ids: readonly string[],
): Promise<number> {
  const one = z.object({ id: z.string() });
  const sql = `select id from inbox where id = any($3) and ${ofOrder}`;
  const own = await select(db, one, sql, named(key, ids));
  return new Set(ids).size - own.length;
}

/**
 * Marks callbacks as taken up by an order's facts up to `seq`; only inside an
 * append, so that no callback is consumed whose evidence is not in the ledger.
 *
 * @returns those of the order's own attempts
 */
export async function takeCallbacks(
  db: Db,
  ids: readonly string[],
  key: OrderKey,
  seq: number,
): Promise<CallbackInput[]> {
  if (ids.length === 0) return [];
  return select(
    db,
    pendingRow,
    `update inbox set state = 'consumed', due_at = null, leased_by = null, consumed_at = now(),
       consumed_by_merchant = $1, consumed_by_order = $2, consumed_by_seq = $4
     where id = any($3) and state <> 'consumed' and ${ofOrder}
     returning ${listOf(callbackColumns)}`,
    [key.merchant, key.orderId, ids, seq],
  );
}
