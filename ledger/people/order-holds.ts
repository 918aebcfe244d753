import type { z } from 'zod';
import type { HoldMarks, NewHold, OrderHold } from '../../domain/held/order-hold.ts';
import type { Person } from '../../domain/facts/input.ts';
import type { OrderKey } from '../../domain/values/order-key.ts';
import { type Db, run, select, selectOne, transaction } from '../database/database.ts';
import { tellChange } from '../database/change-notifications.ts';
import { boolean } from '../database/column.ts';
import { orderKeyRow } from '../database/order-key-row.ts';
import { listOf, placesOf, rowOf, valuesOf } from '../database/table.ts';
import { makeDue } from '../orders/dues.ts';
import { lockOrder } from '../orders/order-rows.ts';
import { holdColumns, orderHoldsTable } from './hold-columns.ts';

/** When a hold is tried again by itself. */
export type HoldTerms = Readonly<{
  /** Waits before the next tries, ms; the last repeats. */
  waitsMs: readonly number[];
  /** The build of the code that runs. */
  build: string;
}>;

const isDue = { isDue: boolean('is_due') };
const holdRow: z.ZodType<OrderHold> = rowOf({ ...holdColumns, ...isDue });

/** What is held of an order, oldest first. */
export async function loadHolds(db: Db, key: OrderKey): Promise<OrderHold[]> {
  return select(
    db,
    holdRow,
    `select ${listOf(holdColumns)},
       next_try_at <= clock_timestamp() as is_due
     from order_holds where merchant = $1 and order_id = $2 order by id`,
    [key.merchant, key.orderId],
  );
}

const longestWhy = 500;

/** SQL text: when a hold is tried again after this many tries. */
function nextTry(tries: string, waits: string): string {
  return `clock_timestamp() + (${waits}::bigint[])[least(${tries}, cardinality(${waits}::bigint[]))]
    * interval '1 millisecond'`;
}

/** The waits in whole ms, as the column takes them. */
function wholeMs({ waitsMs }: HoldTerms): number[] {
  return waitsMs.map((ms) => Math.max(1, Math.round(ms)));
}

async function hold(db: Db, key: OrderKey, one: NewHold, terms: HoldTerms): Promise<void> {
  const { columns } = orderHoldsTable;
  const values = valuesOf(columns, { ...key, ...one, why: one.why.slice(0, longestWhy) });
  const [waits, build] = [`$${values.length + 1}`, `$${values.length + 2}`];
  await run(
    db,
    `insert into order_holds (${listOf(columns)}, next_try_at, builds)
     values (${placesOf(columns)}, ${nextTry('1', waits)}, array[${build}::text])
     on conflict (merchant, order_id, what) do update set
       kind = excluded.kind, numbers = excluded.numbers, why = excluded.why,
       tries = order_holds.tries + 1, next_try_at = ${nextTry('order_holds.tries + 1', waits)},
       builds = case when ${build} = any(order_holds.builds) then order_holds.builds
         else array_append(order_holds.builds, ${build}::text) end`,
    [...values, wholeMs(terms), terms.build],
  );
  await run(
    db,
    `update inbox set due_at = order_holds.next_try_at from order_holds
     where inbox.id = $1 and inbox.state <> 'consumed' and order_holds.callback = inbox.id`,
    [one.callback],
  );
}

async function noteHeld(db: Db, key: OrderKey, isDueAtOnce: boolean): Promise<void> {
  await run(
    db,
    `update orders set
       held = exists (select from order_holds where merchant = $1 and order_id = $2)
     where merchant = $1 and id = $2`,
    [key.merchant, key.orderId],
  );
  if (isDueAtOnce) await makeDue(db, key);
}

/**
 * Notes what is held of an order, and what no longer is, without an append.
 *
 * @returns everything that is held after that
 */
export async function markHolds(
  db: Db,
  key: OrderKey,
  { held, gone, again }: HoldMarks,
  terms: HoldTerms,
): Promise<OrderHold[]> {
  const holds = await transaction(db, async (inside) => {
    await lockOrder(inside, key);
    for (const one of held) await hold(inside, key, one, terms);
    await run(
      inside,
      'delete from order_holds where merchant = $1 and order_id = $2 and what = any($3)',
      [key.merchant, key.orderId, gone],
    );
    await run(
      inside,
      `update order_holds set next_try_at = ${nextTry('tries', '$4')}
       where merchant = $1 and order_id = $2 and what = any($3)`,
      [key.merchant, key.orderId, again, wholeMs(terms)],
    );
    // A hold that ends may have stopped something, which is decided next. If the run dies before
    // that, the watchdog finds the order overdue.
    await noteHeld(inside, key, gone.length > 0);
    return loadHolds(inside, key);
  });
  if (held.length + gone.length > 0) {
    await tellChange(db, { kind: 'order', key, isNumberedApart: true });
  }
  return holds;
}

/**
 * Orders with a hold that is to be tried again. Each is returned once until it was tried, or once
 * in `againAfterMs`. What this build has not tried yet is tried at once.
 */
export async function heldOrdersToWake(
  db: Db,
  { build, againAfterMs, limit }: Readonly<{ build: string; againAfterMs: number; limit: number }>,
): Promise<OrderKey[]> {
  const notWoken = `(woken_at is null
    or woken_at < clock_timestamp() - $1::float8 * interval '1 millisecond')`;
  // The engine decides which build tries it, so the build is noted only when it was refused.
  await run(
    db,
    `with untried as (
       select id from order_holds
       where next_try_at > clock_timestamp() and ${notWoken} and not $2::text = any(builds)
       for update skip locked
     ) update order_holds set next_try_at = clock_timestamp()
       from untried where order_holds.id = untried.id`,
    [againAfterMs, build],
  );
  return select(
    db,
    orderKeyRow,
    `with due as (
       select id from order_holds
       where next_try_at <= clock_timestamp() and (${notWoken} or woken_at < next_try_at)
       order by next_try_at limit $2 for update skip locked
     ), woken as (
       update order_holds set woken_at = clock_timestamp() from due where order_holds.id = due.id
       returning merchant, order_id
     ) select distinct merchant, order_id from woken`,
    [againAfterMs, limit],
  );
}

/** As the list of attention names it; no row has more digits. */
const heldId = /^held:(\d{1,18})$/;

/**
 * At a person's word everything that is held of the order is tried again now, because it is often
 * all refused for the same reason. Who asked, and why, is recorded.
 *
 * @param id as in the list of attention
 * @returns false when nothing of that id is held
 */
export async function retryHold(db: Db, id: string, by: Person): Promise<boolean> {
  const row = heldId.exec(id)?.[1];
  if (row === undefined) return false;
  return transaction(db, async (inside) => {
    const ofId = 'where id = $1';
    const key = await selectOne(
      inside,
      orderKeyRow,
      `select merchant, order_id from order_holds ${ofId}`,
      [row],
    );
    if (key === null) return false;
    const { merchant, orderId } = key;
    await lockOrder(inside, key);
    await run(
      inside,
      `insert into hold_decisions (merchant, order_id, what, why_held, name, reason)
       select merchant, order_id, what, why, $2, $3 from order_holds ${ofId}`,
      [row, by.name, by.reason],
    );
    await run(
      inside,
      `update order_holds set next_try_at = clock_timestamp(), woken_at = null
       where merchant = $1 and order_id = $2`,
      [merchant, orderId],
    );
    await run(
      inside,
      `update inbox set due_at = clock_timestamp() from order_holds
       where order_holds.merchant = $1 and order_holds.order_id = $2
         and inbox.id = order_holds.callback and inbox.state <> 'consumed'`,
      [merchant, orderId],
    );
    return true;
  });
}
