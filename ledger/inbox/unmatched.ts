import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Person } from '../../domain/facts/input.ts';
import { type Db, run, select, transaction } from '../database/database.ts';
import { timeMs, toTimestamp } from '../database/time.ts';

/** Evidence of money for no attempt that we know: it waits for a person. */
export type Unmatched = Readonly<{
  id: string;
  source: 'callback' | 'statement';
  /** Id of the inbox row or statement line it came from. */
  sourceId: string;
  channel: string;
  account: string;
  paymentNumber: string | null;
  transaction: string | null;
  amountMinor: number | null;
  currency: string | null;
  detail: string;
  foundAtMs: number;
}>;

export type NewUnmatched = Omit<Unmatched, 'id'>;

const unmatchedRow = z
  .object({
    id: z.string(),
    source: z.enum(['callback', 'statement']),
    source_id: z.string(),
    channel: z.string(),
    account: z.string(),
    payment_number: z.string().nullable(),
    transaction: z.string().nullable(),
    amount_minor: z.number().nullable(),
    currency: z.string().nullable(),
    detail: z.string(),
    found_at: timeMs,
  })
  .transform((row): Unmatched => ({
    id: row.id,
    source: row.source,
    sourceId: row.source_id,
    channel: row.channel,
    account: row.account,
    paymentNumber: row.payment_number,
    transaction: row.transaction,
    amountMinor: row.amount_minor,
    currency: row.currency,
    detail: row.detail,
    foundAtMs: row.found_at,
  }));

/** Records evidence that matches nothing; one row per source, however often it is found. */
export async function recordUnmatched(db: Db, found: NewUnmatched): Promise<void> {
  await run(
    db,
    `insert into unmatched (id, source, source_id, channel, account, payment_number, transaction,
       amount_minor, currency, detail, found_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     on conflict (source, source_id) do nothing`,
    [
      `unmatched_${randomUUID().replaceAll('-', '')}`,
      found.source,
      found.sourceId,
      found.channel,
      found.account,
      found.paymentNumber,
      found.transaction,
      found.amountMinor,
      found.currency,
      found.detail,
      toTimestamp(found.foundAtMs),
    ],
  );
}

/**
 * Sets a callback aside that names no attempt of ours, and records its evidence so that
 * a person sees it. It is not handed over again.
 */
export async function markUnmatched(
  db: Db,
  found: NewUnmatched & Readonly<{ source: 'callback' }>,
): Promise<void> {
  await transaction(db, async (inside) => {
    const set = await run(
      inside,
      `update inbox set state = 'unmatched', due_at = null, leased_by = null
       where id = $1 and state in ('received', 'handed_over')`,
      [found.sourceId],
    );
    if (set === 1) await recordUnmatched(inside, found);
  });
}

/** What is still unmatched, oldest first. */
export async function listUnmatched(db: Db, limit: number): Promise<Unmatched[]> {
  return select(
    db,
    unmatchedRow,
    'select * from unmatched where resolved_at is null order by found_at, id limit $1',
    [limit],
  );
}

/** Records that a person resolved it; false when it is unknown or was resolved before. */
export async function resolveUnmatched(db: Db, id: string, by: Person): Promise<boolean> {
  const resolved = await run(
    db,
    `update unmatched set resolved_at = now(), resolved_by = $2, resolution = $3
     where id = $1 and resolved_at is null`,
    [id, by.name, by.reason],
  );
  return resolved === 1;
}
