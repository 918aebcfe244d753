import { randomBytes } from 'node:crypto';
import type { RecordedFact } from '../../domain/facts/fact.ts';
import { fold } from '../../domain/facts/evolve.ts';
import { earlierMs, ledgerDueAtMs } from '../../domain/agenda/ledger-due.ts';
import type { Money } from '../../domain/values/money.ts';
import type { OrderKey } from '../../domain/values/order-key.ts';
import type { Policy } from '../../domain/order/policy.ts';
import { tellChange } from '../database/change-notifications.ts';
import { type Db, run, select, transaction } from '../database/database.ts';
import { insertFacts, loadFacts } from './facts.ts';
import { lockOrder, selectOrders, type StoredOrder } from './order-rows.ts';
import { readModelsOf } from './read-model-rows.ts';
import { time } from '../database/column.ts';
import { insertOf, rowOf, valuesOf } from '../database/table.ts';
import { toTimestamp } from '../database/time.ts';
import { orderKeyColumns, ordersTable } from './order-columns.ts';

/** What a merchant wants paid; everything but `policy` is as the merchant said it. */
export type NewOrder = Readonly<{
  key: OrderKey;
  amount: Money;
  deadlineMs: number;
  createdAtMs: number;
  /** The terms that hold for this order for ever. */
  policy: Policy;
  description: string;
  returnUrl: string | null;
  notifyUrl: string | null;
  metadata: Readonly<Record<string, string>>;
  /** Hash of the request: shows whether a later request under this id has the same content. */
  contentHash: string;
}>;

export type Created =
  | Readonly<{ kind: 'created'; order: StoredOrder }>
  /** The same order was made before. */
  | Readonly<{ kind: 'same'; order: StoredOrder }>
  /** An order with other content has this id. */
  | Readonly<{ kind: 'conflict' }>;

const tokenByteCount = 24;

async function insertOrder(db: Db, order: NewOrder): Promise<boolean> {
  const { key, amount, policy, deadlineMs } = order;
  const fact: RecordedFact = {
    type: 'order_created',
    atMs: order.createdAtMs,
    key,
    amount,
    deadlineMs,
    policy,
  };
  const state = fold([fact]);
  if (state === null) throw new Error('An order begins with its first fact.');
  const row = readModelsOf(state).order;
  const { description, returnUrl, notifyUrl, metadata, contentHash } = order;
  const inserted = await run(
    db,
    `${insertOf(ordersTable)} on conflict (merchant, id) do nothing`,
    valuesOf(ordersTable.columns, {
      ...key,
      ...row,
      description,
      returnUrl,
      notifyUrl,
      metadata,
      checkoutToken: randomBytes(tokenByteCount).toString('base64url'),
      contentHash,
      held: false,
      version: 1,
      nextDueAtMs: row.expiresAtMs,
    }),
  );
  if (inserted === 0) return false;
  await insertFacts(db, key, 0, [fact]);
  return true;
}

/**
 * Makes an order: its row and its first fact. The watchdog finds it at its deadline,
 * whether or not anybody ever clicks.
 *
 * @throws LedgerViolation for an unknown merchant
 */
export async function createOrder(db: Db, order: NewOrder): Promise<Created> {
  const isNew = await transaction(db, (inside) => insertOrder(inside, order));
  const stored = await findOrder(db, order.key);
  if (stored === null) throw new Error('An order was made and can not be found.');
  if (isNew) {
    await tellChange(db, { kind: 'order', key: order.key });
    return { kind: 'created', order: stored };
  }
  return stored.contentHash === order.contentHash
    ? { kind: 'same', order: stored }
    : { kind: 'conflict' };
}

/** Reads one order's row; null when unknown. */
export async function findOrder(db: Db, key: OrderKey): Promise<StoredOrder | null> {
  return (
    (await selectOrders(db, 'where merchant = $1 and id = $2', [key.merchant, key.orderId]))[0] ??
    null
  );
}

/** The order whose cashier page this token opens; null when none. */
export async function findOrderByToken(db: Db, token: string): Promise<StoredOrder | null> {
  return (await selectOrders(db, 'where checkout_token = $1', [token]))[0] ?? null;
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
    await run(inside, 'update orders set next_due_at = $3 where merchant = $1 and id = $2', [
      key.merchant,
      key.orderId,
      toTimestamp(earlierMs(nextDueAtMs, ownMs)),
    ]);
  });
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
    `update orders set next_due_at = $4
     where merchant = $1 and id = $2 and next_due_at = $3`,
    [key.merchant, key.orderId, toTimestamp(seenMs), toTimestamp(nextDueAtMs)],
  );
  return changed === 1;
}

/** An overdue order, and the moment at which it was due; absolute ms. */
export type Overdue = Readonly<{ key: OrderKey; nextDueAtMs: number }>;

const overdueRow = rowOf({ ...orderKeyColumns, nextDueAtMs: time('next_due_at') }).transform(
  ({ nextDueAtMs, ...key }): Overdue => ({ key, nextDueAtMs }),
);

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
    `select merchant, id, next_due_at from orders
     where next_due_at < $2 and (next_due_at < $1 or version = 1)
     order by next_due_at limit $3`,
    [toTimestamp(dueBeforeMs), toTimestamp(untouchedBeforeMs), limit],
  );
}
