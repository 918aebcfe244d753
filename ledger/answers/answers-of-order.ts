import type { z } from 'zod';
import type { OrderKey } from '../../domain/values/order-key.ts';
import { bigint, orNull, time } from '../database/column.ts';
import { type Db, select } from '../database/database.ts';
import { listOf, only, type RowOf, rowOf } from '../database/table.ts';
import { answerColumns } from './answer-columns.ts';

// An answer that this build can't read is told as none.
const answer = {
  ...orNull(answerColumns.answer),
  read: orNull(answerColumns.answer).read.catch(null),
};
const toldColumns = {
  ...only(answerColumns, 'call', 'number', 'askedAtMs', 'channel'),
  answer,
  answeredAtMs: time('answered_at'),
  /** Seq of the order after the append that took it up. */
  consumedBySeq: orNull(bigint('consumed_by_seq')),
};

/** A call of ours and its answer, without the channel's words. */
export type ToldCall = RowOf<typeof toldColumns>;

const toldRow: z.ZodType<ToldCall> = rowOf(toldColumns);

/** An order's newest answered call of each kind about each number, oldest first. */
export async function callsOfOrder(db: Db, key: OrderKey, limit: number): Promise<ToldCall[]> {
  return await select(
    db,
    toldRow,
    `select ${listOf(toldColumns)} from channel_answers
     where merchant = $1 and order_id = $2 order by asked_at_ms, call, number limit $3`,
    [key.merchant, key.orderId, limit],
  );
}
