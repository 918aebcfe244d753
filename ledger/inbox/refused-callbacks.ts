import { z } from 'zod';
import { type Db, run, select, transaction } from '../database/database.ts';
import { bytes, json, orNull, text, time } from '../database/column.ts';
import { insertOf, listOf, type RowOf, rowOf, type Table, valuesOf } from '../database/table.ts';

/** What is told of it again. */
const toldColumns = {
  channel: text('channel'),
  account: text('account'),
  reason: text('reason'),
  detail: text('detail'),
  /** Readable without trust. */
  paymentNumber: orNull(text('payment_number')),
  receivedAtMs: time('received_at'),
};

export const refusedCallbacksTable = {
  name: 'refused_callbacks',
  columns: {
    ...toldColumns,
    headers: json('headers', z.record(z.string(), z.string())),
    body: bytes('body'),
  },
  besides: ['arrival'],
} as const satisfies Table;

/** A callback that was not believed. */
export type RefusedCallback = RowOf<typeof refusedCallbacksTable.columns>;

/** How many refused callbacks are kept. Anybody may send them, and they must not fill the disk. */
export const refusedKept = 1_000;

/** Counts a refused callback, and keeps it among the newest thousand. */
export async function storeRefused(db: Db, refused: RefusedCallback): Promise<void> {
  await transaction(db, async (inside) => {
    await run(
      inside,
      `insert into refused_callback_counts as old values ($1, $2, $3, 1)
       on conflict (channel, account, reason) do update set count = old.count + 1`,
      [refused.channel, refused.account, refused.reason],
    );
    await run(
      inside,
      insertOf(refusedCallbacksTable),
      valuesOf(refusedCallbacksTable.columns, refused),
    );
    await run(
      inside,
      `delete from refused_callbacks where arrival in (
         select arrival from refused_callbacks where arrival <=
           (select arrival from refused_callbacks order by arrival desc offset $1 limit 1)
         for update skip locked)`,
      [refusedKept],
    );
  });
}

/** The newest refused callbacks, without their bodies. */
export async function listRefused(db: Db, limit: number): Promise<RowOf<typeof toldColumns>[]> {
  return select(
    db,
    rowOf(toldColumns),
    `select ${listOf(toldColumns)} from refused_callbacks order by arrival desc limit $1`,
    [limit],
  );
}

/** How many were ever refused, by channel, account and reason. */
export async function refusedCounts(
  db: Db,
): Promise<{ channel: string; account: string; reason: string; count: number }[]> {
  return select(
    db,
    z.object({
      channel: z.string(),
      account: z.string(),
      reason: z.string(),
      count: z.number(),
    }),
    'select * from refused_callback_counts order by channel, account, reason',
  );
}
