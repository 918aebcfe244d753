import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { conditions } from '../database/conditions.ts';
import { type Db, run, select } from '../database/database.ts';
import { json, oneOf, orNull, text, time } from '../database/column.ts';
import { cursorMs, keysetCursor, placeAfter } from '../database/keyset-cursor.ts';
import { type Page, pageOf } from '../database/page.ts';
import {
  insertOf,
  listOf,
  only,
  type RowOf,
  rowOf,
  type Table,
  valuesOf,
} from '../database/table.ts';
import { toTimestamp } from '../database/time.ts';

/** What a person may do. */
export const actKinds = [
  'refund_approved',
  'refund_rejected',
  'refund_resolved',
  'attention_resolved',
  'hold_retried',
  'controls_changed',
  'merchant_created',
  'merchant_changed',
  'key_created',
  'key_revoked',
  'notice_secret_made',
] as const;

const actColumns = {
  id: text('id'),
  atMs: time('at'),
  /** The name of the person's key. */
  by: text('by_name'),
  what: oneOf('what', actKinds),
  /** Null where no reason was asked for. */
  why: orNull(text('why')),
  merchant: orNull(text('merchant')),
  orderId: orNull(text('order_id')),
  /** The refund's number, the id of the item of attention, what was held, or the key's id. */
  subject: orNull(text('subject')),
  /** In snake_case, as it is told. */
  detail: json('detail', z.record(z.string(), z.unknown())),
};

export const actsTable = {
  name: 'acts',
  columns: actColumns,
  besides: [],
} as const satisfies Table;

/** What a person did. */
export type Act = RowOf<typeof actColumns>;

/** Who does something, and why if a reason was asked for. */
export type Actor = Readonly<{ name: string; reason: string | null }>;

/** An act that leaves no fact, and no row of its own. */
export type NewAct = Readonly<{
  what:
    | 'merchant_created'
    | 'merchant_changed'
    | 'key_created'
    | 'key_revoked'
    | 'notice_secret_made'
    | 'attention_resolved';
  merchant: string | null;
  subject: string | null;
  detail: Readonly<Record<string, unknown>>;
}>;

// The moment is the database's own.
const newColumns = only(
  actColumns,
  'id',
  'by',
  'what',
  'why',
  'merchant',
  'orderId',
  'subject',
  'detail',
);
const insertSql = insertOf({ name: actsTable.name, columns: newColumns, besides: [] });

/** Notes an act; only inside the transaction that does it. */
export async function noteAct(db: Db, by: Actor, act: NewAct): Promise<void> {
  const id = `act_${randomUUID().replaceAll('-', '')}`;
  const row = { ...act, id, by: by.name, why: by.reason, orderId: null };
  await run(db, insertSql, valuesOf(newColumns, row));
}

export type ActFilter = Readonly<{
  /** A person's name, exactly. */
  by?: string | undefined;
  orderId?: string | undefined;
  /** Of that order's merchant alone. */
  merchant?: string | undefined;
  /** Only what was done later. */
  afterMs?: number | undefined;
  limit: number;
  /** `nextCursor` of the page before. */
  cursor?: string | undefined;
}>;

const cursor = keysetCursor(z.tuple([cursorMs, z.string().regex(/^act_[0-9a-f]{32}$/)]));
const actRow = rowOf(actColumns);

/** Whether a text can be given as `cursor`. */
export function isActCursor(text: string): boolean {
  return cursor.read(text) !== null;
}

/**
 * What persons did, newest first, one page at a time.
 *
 * @throws RangeError for text that is no cursor of ours; see `isActCursor`
 */
export async function listActs(db: Db, filter: ActFilter): Promise<Page<Act>> {
  const { add, where, values } = conditions();
  if (filter.by !== undefined) add((p) => `by_name = ${p}`, filter.by);
  if (filter.orderId !== undefined) add((p) => `order_id = ${p}`, filter.orderId);
  if (filter.merchant !== undefined) add((p) => `merchant = ${p}`, filter.merchant);
  if (filter.afterMs !== undefined) add((p) => `at > ${p}`, toTimestamp(filter.afterMs));
  if (filter.cursor !== undefined) {
    const [atMs, id] = placeAfter(cursor, filter.cursor);
    add((...p) => `(at, id) < (${p.join(', ')})`, toTimestamp(atMs), id);
  }
  const found = await select(
    db,
    actRow,
    `select ${listOf(actColumns)} from acts ${where()}
     order by at desc, id desc limit ${filter.limit + 1}`,
    values,
  );
  return pageOf(found, filter.limit, (last) => cursor.write([last.atMs, last.id]));
}
