import { randomUUID } from 'node:crypto';
import type { Person } from '../../domain/facts/input.ts';
import { type Db, run, transaction } from '../database/database.ts';
import { bigint, oneOf, orNull, text, time } from '../database/column.ts';
import { insertOf, type RowOf, type Table, valuesOf } from '../database/table.ts';

const sources = ['callback', 'statement'] as const;

/** A row of `unmatched`. Amounts in minor units of `currency`. */
const unmatchedColumns = {
  id: text('id'),
  source: oneOf('source', sources),
  /** Id of the inbox row or statement line it came from. */
  sourceId: text('source_id'),
  channel: text('channel'),
  account: text('account'),
  paymentNumber: orNull(text('payment_number')),
  transaction: orNull(text('transaction')),
  amountMinor: orNull(bigint('amount_minor')),
  currency: orNull(text('currency')),
  detail: text('detail'),
  foundAtMs: time('found_at'),
};

/** Evidence of money for no attempt that we know: it waits for a person. */
export type Unmatched = RowOf<typeof unmatchedColumns>;

export type NewUnmatched = Omit<Unmatched, 'id'>;

export const unmatchedTable = {
  name: 'unmatched',
  columns: unmatchedColumns,
  // A person's word.
  besides: ['resolved_at', 'resolved_by', 'resolution'],
} as const satisfies Table;

/** Records evidence that matches nothing; one row per source, however often it is found. */
export async function recordUnmatched(db: Db, found: NewUnmatched): Promise<void> {
  await run(
    db,
    `${insertOf(unmatchedTable)} on conflict (source, source_id) do nothing`,
    valuesOf(unmatchedColumns, { ...found, id: `unmatched_${randomUUID().replaceAll('-', '')}` }),
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
