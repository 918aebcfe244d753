import { z } from 'zod';
import type { NewHold, OrderHold } from '../domain/order-hold.ts';
import type { OrderKey } from '../domain/order-key.ts';
import { type Db, run, select, selectOne, transaction } from './database.ts';

/** How what is refused is tried again by itself. */
export type HoldTerms = Readonly<{
  /** Waits before the next tries, ms; the last repeats. */
  waitsMs: readonly number[];
  /** Build of the code that was refused. */
  build: string;
}>;

const holdRow = z
  .object({
    what: z.string(),
    kind: z.enum(['evidence', 'consequence', 'answer', 'request', 'call', 'order']),
    numbers: z.array(z.string()),
    callback: z.string().nullable(),
    why: z.string(),
    is_due: z.boolean(),
  })
  .transform(({ is_due: isDue, ...row }): OrderHold => ({
    ...row,
    isDue,
  }));

/** What is held of an order, oldest first. */
export async function loadHolds(db: Db, key: OrderKey): Promise<OrderHold[]> {
  return select(
    db,
    holdRow,
    `select what, kind, numbers, callback, why,
       coalesce(next_try_at <= clock_timestamp(), false) as is_due
     from order_holds where merchant = $1 and order_id = $2 order by id`,
    [key.merchant, key.orderId],
  );
}

/** Any other kind is tried at its own next occasion, or has none. */
function isTriedByItself({ kind, callback }: NewHold): boolean {
  return kind === 'evidence' || kind === 'consequence' || kind === 'order' || callback !== null;
}

const longestWhy = 500;

async function hold(db: Db, key: OrderKey, one: NewHold, terms: HoldTerms): Promise<void> {
  const { what, kind, numbers, callback, why } = one;
  const inMs = (tries: string): string =>
    `clock_timestamp() + ($8::bigint[])[least(${tries}, cardinality($8::bigint[]))] * interval '1 millisecond'`;
  await run(
    db,
    `insert into order_holds
       (merchant, order_id, what, kind, numbers, callback, why, next_try_at, builds)
     values ($1, $2, $3, $4, $5, $6, $7, case when $10::boolean then ${inMs('1')} end, array[$9::text])
     on conflict (merchant, order_id, what) do update set
       kind = excluded.kind, numbers = excluded.numbers, why = excluded.why,
       tries = order_holds.tries + 1, woken_at = null,
       next_try_at = case when $10 then ${inMs('order_holds.tries + 1')} end,
       builds = case when $9 = any(order_holds.builds) then order_holds.builds
         else array_append(order_holds.builds, $9::text) end`,
    [
      ...[key.merchant, key.orderId, what, kind, numbers, callback, why.slice(0, longestWhy)],
      ...[
        terms.waitsMs.map((ms) => Math.max(1, Math.round(ms))),
        terms.build,
        isTriedByItself(one),
      ],
    ],
  );
  await run(
    db,
    `update inbox set due_at = order_holds.next_try_at from order_holds
     where inbox.id = $1 and inbox.state <> 'consumed' and order_holds.callback = inbox.id`,
    [callback],
  );
}

/**
 * Notes what is held of an order, and what no longer is. It needs no append to succeed.
 *
 * @returns all that is held then
 */
export async function markHolds(
  db: Db,
  key: OrderKey,
  { held, gone }: Readonly<{ held: readonly NewHold[]; gone: readonly string[] }>,
  terms: HoldTerms,
): Promise<OrderHold[]> {
  return transaction(db, async (inside) => {
    for (const one of held) await hold(inside, key, one, terms);
    await run(
      inside,
      'delete from order_holds where merchant = $1 and order_id = $2 and what = any($3)',
      [key.merchant, key.orderId, gone],
    );
    const holds = await loadHolds(inside, key);
    // What is no longer held may have stopped something, which is decided next. If the run dies
    // before that, the watchdog finds the order overdue.
    await run(
      inside,
      `update orders set held = $3, next_due_at =
         case when $4 then least(next_due_at, clock_timestamp()) else next_due_at end
       where merchant = $1 and id = $2`,
      [key.merchant, key.orderId, holds.length > 0, gone.length > 0],
    );
    return holds;
  });
}

const keyRow = z
  .object({ merchant: z.string(), order_id: z.string() })
  .transform((row): OrderKey => ({ merchant: row.merchant, orderId: row.order_id }));

/**
 * Orders of which something held is to be tried again, each named once in `againAfterMs`. What a
 * build has not tried yet is tried at once.
 */
export async function heldOrdersToWake(
  db: Db,
  { build, againAfterMs, limit }: Readonly<{ build: string; againAfterMs: number; limit: number }>,
): Promise<OrderKey[]> {
  await run(
    db,
    `update order_holds set next_try_at = clock_timestamp(), builds = array_append(builds, $1::text)
     where next_try_at is not null and not $1::text = any(builds)`,
    [build],
  );
  return select(
    db,
    keyRow,
    `with due as (
       select id from order_holds where next_try_at <= clock_timestamp()
         and (woken_at is null or woken_at < clock_timestamp() - $1 * interval '1 millisecond')
       order by next_try_at limit $2 for update skip locked
     ), woken as (
       update order_holds set woken_at = clock_timestamp() from due where order_holds.id = due.id
       returning merchant, order_id
     ) select distinct merchant, order_id from woken`,
    [againAfterMs, limit],
  );
}

/**
 * A person's word: what is held is tried again now. One that has no try of its own counts as seen,
 * and is removed.
 *
 * @param id as the list of attention names it
 * @returns its order; null where nothing of that id is held
 */
export async function retryHold(
  db: Db,
  id: string,
  by: Readonly<{ name: string; reason: string }>,
): Promise<OrderKey | null> {
  return transaction(db, async (inside) => {
    const found = await selectOne(
      inside,
      z.object({
        merchant: z.string(),
        order_id: z.string(),
        what: z.string(),
        tried: z.boolean(),
      }),
      `update order_holds set asked_by = $2, asked_why = $3, woken_at = null,
         next_try_at = case when next_try_at is null then null else clock_timestamp() end
       where 'held:' || id = $1
       returning merchant, order_id, what, next_try_at is not null as tried`,
      [id, by.name, by.reason],
    );
    if (found === null) return null;
    const key = { merchant: found.merchant, orderId: found.order_id };
    // What was refused beside it, often for the same reason, is tried with it.
    await run(
      inside,
      `update order_holds set next_try_at = clock_timestamp()
       where merchant = $1 and order_id = $2 and next_try_at is not null`,
      [key.merchant, key.orderId],
    );
    await run(
      inside,
      `update inbox set due_at = clock_timestamp() from order_holds
       where order_holds.merchant = $1 and order_holds.order_id = $2
         and inbox.id = order_holds.callback and inbox.state <> 'consumed'`,
      [key.merchant, key.orderId],
    );
    if (!found.tried) {
      await run(inside, `delete from order_holds where 'held:' || id = $1`, [id]);
      await run(
        inside,
        `update orders set held = exists (
           select from order_holds where merchant = $1 and order_id = $2)
         where merchant = $1 and id = $2`,
        [key.merchant, key.orderId],
      );
    }
    return key;
  });
}
