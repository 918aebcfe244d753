import { z } from 'zod';
import { type Db, run, select, transaction } from '../database/database.ts';
import { timeMs, toTimestamp } from '../database/time.ts';

/** A callback that was not believed. */
export type RefusedCallback = Readonly<{
  channel: string;
  account: string;
  reason: string;
  detail: string;
  /** The payment number that it names, unverified; null: it names none. */
  paymentNumber: string | null;
  headers: Readonly<Record<string, string>>;
  body: Buffer;
  receivedAtMs: number;
}>;

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
      `insert into refused_callbacks
         (channel, account, reason, detail, payment_number, headers, body, received_at)
       values ($1, $2, $3, $4, $5, $6::jsonb, $7, $8)`,
      [
        refused.channel,
        refused.account,
        refused.reason,
        refused.detail,
        refused.paymentNumber,
        JSON.stringify(refused.headers),
        refused.body,
        toTimestamp(refused.receivedAtMs),
      ],
    );
    await run(
      inside,
      `delete from refused_callbacks where arrival <=
         (select arrival from refused_callbacks order by arrival desc offset $1 limit 1)`,
      [refusedKept],
    );
  });
}

const refusedRow = z
  .object({
    channel: z.string(),
    account: z.string(),
    reason: z.string(),
    detail: z.string(),
    payment_number: z.string().nullable(),
    received_at: timeMs,
  })
  .transform((row) => ({
    channel: row.channel,
    account: row.account,
    reason: row.reason,
    detail: row.detail,
    paymentNumber: row.payment_number,
    receivedAtMs: row.received_at,
  }));

/** The newest refused callbacks, without their bodies. */
export async function listRefused(
  db: Db,
  limit: number,
): Promise<Omit<RefusedCallback, 'headers' | 'body'>[]> {
  return select(db, refusedRow, 'select * from refused_callbacks order by arrival desc limit $1', [
    limit,
  ]);
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
