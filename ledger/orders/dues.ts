import { fold } from '../../domain/facts/evolve.ts';
import { earlierMs, ledgerDueAtMs } from '../../domain/agenda/ledger-due.ts';
import type { OrderKey } from '../../domain/values/order-key.ts';
import { time } from '../database/column.ts';
import { type Db, run, select, selectOne, transaction } from '../database/database.ts';
import { ofOrder } from '../database/order-key-row.ts';
import { rowOf, type Table } from '../database/table.ts';
import { toTimestamp } from '../database/time.ts';
import { loadFacts } from './facts.ts';
import { lockOrder } from './order-rows.ts';

const dueColumns = { dueAtMs: time('due_at') };

/** When each order is due next; an order that is not due has no row. */
export const orderDuesTable = {
  name: 'order_dues',
  columns: { ...ofOrder, ...dueColumns },
  besides: [],
} as const satisfies Table;

const dueRow = rowOf(dueColumns);

/** When the order is due next; absolute ms, null: never by itself. */
export async function dueAtMsOf(db: Db, key: OrderKey): Promise<number | null> {
  const sql = 'select due_at from order_dues where merchant = $1 and order_id = $2';
  return (await selectOne(db, dueRow, sql, [key.merchant, key.orderId]))?.dueAtMs ?? null;
}

/** Writes when the order is due; only behind its lock. The same time again writes nothing. */
async function writeDue(db: Db, key: OrderKey, dueAtMs: number | null): Promise<void> {
  const of = [key.merchant, key.orderId];
  if (dueAtMs === null) {
    await run(db, 'delete from order_dues where merchant = $1 and order_id = $2', of);
    return;
  }
  await run(
    db,
    `insert into order_dues as known (merchant, order_id, due_at) values ($1, $2, $3)
     on conflict (merchant, order_id) do update set due_at = excluded.due_at
       where known.due_at <> excluded.due_at`,
    [...of, toTimestamp(dueAtMs)],
  );
}

/**
 * Notes when the order next needs its workflow, without a fact.
 *
 * @param nextDueAtMs as its run sees it; if the facts ask for an earlier moment, that one counts
 */
export async function noteNextDue(
  db: Db,
  key: OrderKey,
  nextDueAtMs: number | null,
): Promise<void> {
  await transaction(db, async (inside) => {
    // Read behind the lock, so that an append that was under way is seen.
    await lockOrder(inside, key);
    const order = fold((await loadFacts(inside, key)).facts);
    const ownMs = order === null ? null : ledgerDueAtMs(order, Date.now());
    await writeDue(inside, key, earlierMs(nextDueAtMs, ownMs));
  });
}

/** Makes the order due now, unless it is already; only behind its lock. */
export async function makeDue(db: Db, key: OrderKey): Promise<void> {
  await run(
    db,
    `insert into order_dues as known (merchant, order_id, due_at)
     values ($1, $2, clock_timestamp())
     on conflict (merchant, order_id) do update set due_at = excluded.due_at
       where known.due_at > excluded.due_at`,
    [key.merchant, key.orderId],
  );
}

/**
 * Puts a due time off, unless somebody took the order further meanwhile.
 *
 * @param seenMs the due time that `overdueOrders` returned
 * @returns false when the due time is another by now: then there is nothing to wake
 */
export async function postponeDue(
  db: Db,
  key: OrderKey,
  seenMs: number,
  nextDueAtMs: number,
): Promise<boolean> {
  const changed = await run(
    db,
    `update order_dues set due_at = $4
     where merchant = $1 and order_id = $2 and due_at = $3`,
    [key.merchant, key.orderId, toTimestamp(seenMs), toTimestamp(nextDueAtMs)],
  );
  return changed === 1;
}

/** An overdue order, and the moment at which it was due; absolute ms. */
export type Overdue = Readonly<{ key: OrderKey; dueAtMs: number }>;

const overdueRow = rowOf(orderDuesTable.columns).transform(({ dueAtMs, ...key }): Overdue => ({
  key,
  dueAtMs,
}));

/**
 * Overdue orders for the watchdog to wake, the longest overdue first.
 *
 * @param dueBeforeMs the latest due time of orders that had a run, which may still be working
 * @param untouchedBeforeMs the same for orders that nobody clicked on, which never had a run
 */
export async function overdueOrders(
  db: Db,
  dueBeforeMs: number,
  untouchedBeforeMs: number,
  limit: number,
): Promise<Overdue[]> {
  return select(
    db,
    overdueRow,
    `select due.merchant, due.order_id, due.due_at from order_dues as due
     join orders on orders.merchant = due.merchant and orders.id = due.order_id
     where due.due_at < $2 and (due.due_at < $1 or orders.version = 1)
     order by due.due_at limit $3`,
    [toTimestamp(dueBeforeMs), toTimestamp(untouchedBeforeMs), limit],
  );
}
