import type { z } from 'zod';
import type { OrderKey } from '../../domain/values/order-key.ts';
import { bigint, orNull, time } from '../database/column.ts';
import { type Db, select } from '../database/database.ts';
import { listOf, only, type RowOf, rowOf } from '../database/table.ts';
import { callbackColumns } from './callback-news.ts';
import { inboxTable, originColumns } from './inbox-columns.ts';

const toldColumns = {
  ...only(callbackColumns, 'id', 'fresh'),
  ...only(originColumns, 'channel', 'receivedAtMs'),
  ...only(inboxTable.columns, 'state', 'channelNumber'),
  consumedAtMs: orNull(time('consumed_at')),
  /** Seq of the order after the append that took it up. */
  consumedBySeq: orNull(bigint('consumed_by_seq')),
};
// News that this build can't read is told as none.
const news = { ...inboxTable.columns.news, read: inboxTable.columns.news.read.catch(null) };
const rowColumns = { ...toldColumns, news };

/** A callback of an order's attempts: when it came, what it said, what became of it. */
export type ToldCallback = RowOf<typeof rowColumns>;

const toldRow: z.ZodType<ToldCallback> = rowOf(rowColumns);

/**
 * Callbacks of an order's attempts, in the order of their arrival: those that it took up, and those
 * that wait to be taken up. Erased ones are left out: what they proved stands in facts.
 */
export async function callbacksOfOrder(
  db: Db,
  key: OrderKey,
  limit: number,
): Promise<ToldCallback[]> {
  return await select(
    db,
    toldRow,
    `select ${listOf(rowColumns)} from (
       select * from inbox where consumed_by_merchant = $1 and consumed_by_order = $2
         and erased_at is null
       union all
       select waiting.* from attempts cross join lateral (
         select * from inbox where due_at is not null and channel = attempts.channel
           and account = attempts.account and channel_number = attempts.channel_number limit $3
       ) as waiting
       where attempts.merchant = $1 and attempts.order_id = $2
         and attempts.number = attempts.channel_number
     ) as inbox order by arrival limit $3`,
    [key.merchant, key.orderId, limit],
  );
}
