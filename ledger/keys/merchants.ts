import { z } from 'zod';
import { type Db, run, select, selectOne } from '../database/database.ts';
import { json, orNull, text, time } from '../database/column.ts';
import {
  listOf,
  only,
  placesOf,
  type RowOf,
  rowOf,
  type Table,
  updateOf,
  valuesOf,
} from '../database/table.ts';

/** What is set of a merchant. */
const setColumns = {
  /** `[a-z0-9_-]{1,32}` */
  id: text('id'),
  name: text('name'),
  /** Where notices go when an order names no address; null: nowhere, they are pulled. */
  notifyUrl: orNull(text('notify_url')),
  /** Only what differs from the installation's policy, as the API checked it. */
  policy: json('policy', z.record(z.string(), z.unknown())),
};
const merchantColumns = { ...setColumns, createdAtMs: time('created_at') };
const columns = listOf(merchantColumns);
const merchantRow = rowOf(merchantColumns);

export const merchantsTable = {
  name: 'merchants',
  columns: merchantColumns,
  // Drawn from by `writeEvents` alone.
  besides: ['last_event'],
} as const satisfies Table;

/** A merchant of this installation. */
export type Merchant = RowOf<typeof merchantColumns>;

export type NewMerchant = RowOf<typeof setColumns>;

const changing = only(setColumns, 'name', 'notifyUrl', 'policy');
const updateSql = updateOf('merchants', changing, only(setColumns, 'id'));

/** Makes a merchant; `exists` when the id is taken, and then nothing is changed. */
export async function createMerchant(
  db: Db,
  merchant: NewMerchant,
): Promise<Readonly<{ kind: 'created' | 'exists'; merchant: Merchant }>> {
  const created = await selectOne(
    db,
    merchantRow,
    `insert into merchants (${listOf(setColumns)}) values (${placesOf(setColumns)})
     on conflict (id) do nothing returning ${columns}`,
    valuesOf(setColumns, merchant),
  );
  if (created !== null) return { kind: 'created', merchant: created };
  const existing = await findMerchant(db, merchant.id);
  if (existing === null) throw new Error(`Merchant ${merchant.id} is neither new nor there.`);
  return { kind: 'exists', merchant: existing };
}

/** Changes a merchant's name, address and policy; false when there is no such merchant. */
export async function updateMerchant(db: Db, merchant: NewMerchant): Promise<boolean> {
  const updated = await run(db, updateSql, [...valuesOf(changing, merchant), merchant.id]);
  return updated === 1;
}

/** A merchant by id; null when unknown. */
export async function findMerchant(db: Db, id: string): Promise<Merchant | null> {
  return selectOne(db, merchantRow, `select ${columns} from merchants where id = $1`, [id]);
}

/** All merchants, by id. */
export async function listMerchants(db: Db): Promise<Merchant[]> {
  return select(db, merchantRow, `select ${columns} from merchants order by id`);
}
