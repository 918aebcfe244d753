import { fold } from '../../domain/facts/evolve.ts';
import { earlierMs, ledgerDueAtMs } from '../../domain/agenda/ledger-due.ts';
import type { OrderKey } from '../../domain/values/order-key.ts';
import { boolean, time } from '../database/column.ts';
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

/**
 * Makes the order due now, unless it is already; only behind its lock. Through the column, which a
 * watchdog of the release before reads: a trigger moves the same time to `order_dues`.
 */
export async function makeDue(db: Db, key: OrderKey): Promise<void> {
  await run(
    db,
    `update orders set next_due_at = least(clock_timestamp(), (
       select due_at from order_dues where order_dues.merchant = $1 and order_dues.order_id = $2))
     where merchant = $1 and id = $2`,
    [key.merchant, key.orderId],
  );
}

/** An overdue order. `isUnclicked`: nothing but its creation is known of it, and nothing is held. */
export type Overdue = Readonly<{ key: OrderKey; isUnclicked: boolean }>;

const overdueRow = rowOf({ ...ofOrder, isUnclicked: boolean('is_unclicked') }).transform(
  ({ isUnclicked, ...key }): Overdue => ({ key, isUnclicked }),
);

// Looked up for each due order: as a join it could be planned as a walk through all orders.
const versionOfDue = `select version from orders
  where orders.merchant = due.merchant and orders.id = due.order_id`;

/** Among so many overdue orders one batch looks for what it takes. */
const lookedAt = 2_000;

/**
 * How far one batch looks from a moment on, so that it meets its time however many orders are overdue
 * that are not for it.
 *
 * @param most it looks at so many, and at all that are due in the same ms as the last of them
 * @returns absolute ms, later than `sinceMs`; `nowMs` where no more are overdue
 */
export async function lookUntilMs(
  db: Db,
  {
    sinceMs,
    nowMs,
    most = lookedAt,
  }: Readonly<{ sinceMs: number; nowMs: number; most?: number | undefined }>,
): Promise<number> {
  const sql = `select due_at from order_dues where due_at >= $1 and due_at < $2
    order by due_at offset $3 limit 1`;
  const last = await selectOne(db, dueRow, sql, [
    toTimestamp(sinceMs),
    toTimestamp(nowMs),
    most - 1,
  ]);
  return last === null ? nowMs : Math.min(nowMs, last.dueAtMs + 1);
}

/**
 * Leases overdue orders to the watchdog of one worker, the longest overdue first, by putting off
 * when they are due: each is taken once until it had time to go on, and comes again if its worker
 * dies. An append that is under way meanwhile sets the real time.
 *
 * @param terms.overdueMs how long an order may be overdue that had a run, which may still be
 *   working; one of which nothing but its creation is known is taken as soon as it is due
 * @param terms.isUnclickedAlone takes only those of which nothing but their creation is known
 * @param terms.sinceMs what was due before is not looked at; 0 by default
 * @param terms.untilMs what is due from then on is neither; `nowMs` by default
 * @param terms.heldTimesLonger what is held stays due, so it is put off this many times longer
 */
export async function leaseOverdue(
  db: Db,
  terms: Readonly<{
    nowMs: number;
    overdueMs: number;
    heldTimesLonger: number;
    limit: number;
    isUnclickedAlone?: boolean;
    sinceMs?: number;
    untilMs?: number;
  }>,
): Promise<Overdue[]> {
  const { nowMs, overdueMs, heldTimesLonger, limit, isUnclickedAlone = false } = terms;
  const { sinceMs = 0, untilMs = nowMs } = terms;
  const laterMs = (times: number): Date | null => toTimestamp(nowMs + times * overdueMs);
  return select(
    db,
    overdueRow,
    `with overdue as (
       select merchant, order_id from order_dues as due
       where due_at >= $7 and due_at < $2 and ((due_at < $1 and not $6) or (${versionOfDue}) = 1)
       order by due_at limit $5 for update skip locked
     ) update order_dues as due
       set due_at = case when orders.held then $4::timestamptz else $3::timestamptz end
       from overdue join orders on orders.merchant = overdue.merchant
         and orders.id = overdue.order_id
       where due.merchant = overdue.merchant and due.order_id = overdue.order_id
       returning due.merchant, due.order_id,
         orders.version = 1 and not orders.held as is_unclicked`,
    [
      toTimestamp(nowMs - overdueMs),
      toTimestamp(Math.min(nowMs, untilMs)),
      laterMs(1),
      laterMs(heldTimesLonger),
      limit,
      isUnclickedAlone,
      toTimestamp(sinceMs),
    ],
  );
}
