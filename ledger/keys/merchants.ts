import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { type Db, run, select, selectOne, transaction } from '../database/database.ts';
import { json, orNull, text, time } from '../database/column.ts';
import { type Actor, noteAct } from '../acts/acts.ts';
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
  // Drawn from by `numberEvents` alone.
  besides: ['last_event'],
} as const satisfies Table;

/** A merchant of this installation. */
export type Merchant = RowOf<typeof merchantColumns>;

export type NewMerchant = RowOf<typeof setColumns>;

const changing = only(setColumns, 'name', 'notifyUrl', 'policy');
const updateSql = updateOf('merchants', changing, only(setColumns, 'id'));

/**
 * Makes a merchant; `exists` when the id is taken, and then nothing is changed.
 *
 * @param by who makes it; null: no person, so no act is noted
 */
export async function createMerchant(
  db: Db,
  merchant: NewMerchant,
  by: Actor | null = null,
): Promise<Readonly<{ kind: 'created' | 'exists'; merchant: Merchant }>> {
  const created = await transaction(db, async (inside) => {
    const made = await selectOne(
      inside,
      merchantRow,
      `insert into merchants (${listOf(setColumns)}) values (${placesOf(setColumns)})
       on conflict (id) do nothing returning ${columns}`,
      valuesOf(setColumns, merchant),
    );
    if (made !== null && by !== null) {
      const of = { merchant: made.id, subject: null, detail: { name: made.name } };
      await noteAct(inside, by, { what: 'merchant_created', ...of });
    }
    return made;
  });
  if (created !== null) return { kind: 'created', merchant: created };
  const existing = await findMerchant(db, merchant.id);
  if (existing === null) throw new Error(`Merchant ${merchant.id} is neither new nor there.`);
  return { kind: 'exists', merchant: existing };
}

/** What is changed of a merchant; what is left out stays. `policy` replaces the whole of it. */
export type MerchantChange = Partial<Omit<NewMerchant, 'id'>>;

/** Names of the fields that differ, as they are told, and the policy if it does. */
function changedIn(before: Merchant, after: Merchant): Readonly<Record<string, unknown>> {
  const changed = [
    ...(before.name === after.name ? [] : ['name']),
    // Not its text: an address may hold a token of the merchant's.
    ...(before.notifyUrl === after.notifyUrl ? [] : ['notify_url']),
    ...(isDeepStrictEqual(before.policy, after.policy) ? [] : ['policy']),
  ];
  const { policy } = after;
  return { changed, ...(changed.includes('policy') ? { policy } : {}) };
}

/**
 * Changes a merchant's name, address or policy, and notes who did so. A change that changes nothing
 * is noted, too: somebody wanted it so.
 *
 * @returns the merchant as it stands now; null when unknown
 */
export async function changeMerchant(
  db: Db,
  id: string,
  change: MerchantChange,
  by: Actor,
): Promise<Merchant | null> {
  return transaction(db, async (inside) => {
    const before = await selectOne(
      inside,
      merchantRow,
      // `for no key update`: orders that name the merchant are made meanwhile.
      `select ${columns} from merchants where id = $1 for no key update`,
      [id],
    );
    if (before === null) return null;
    const after = { ...before, ...change };
    await run(inside, updateSql, [...valuesOf(changing, after), id]);
    const detail = changedIn(before, after);
    await noteAct(inside, by, { what: 'merchant_changed', merchant: id, subject: null, detail });
    return after;
  });
}

/** A merchant by id; null when unknown. */
export async function findMerchant(db: Db, id: string): Promise<Merchant | null> {
  return await selectOne(db, merchantRow, `select ${columns} from merchants where id = $1`, [id]);
}

/** All merchants, by id. */
export async function listMerchants(db: Db): Promise<Merchant[]> {
  return await select(db, merchantRow, `select ${columns} from merchants order by id`);
}
