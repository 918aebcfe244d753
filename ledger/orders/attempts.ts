import type { OrderKey } from '../../domain/values/order-key.ts';
import { type Db, run, select, selectOne } from '../database/database.ts';
import { orderKeyRow } from '../database/order-key-row.ts';
import { type RowsByOrder, rowsOfOrders } from '../database/rows-by-order.ts';
import type { RowChanges } from './read-model-changes.ts';
import { insertOf, listOf, only, rowOf, updateOf, valuesOf } from '../database/table.ts';
import { attemptColumns, type AttemptRow, attemptsTable } from './attempt-columns.ts';

const insertSql = insertOf(attemptsTable);
const updateSql = updateOf('attempts', attemptColumns, only(attemptColumns, 'number'));
const storedAttempt = rowOf(attemptColumns);
const attemptOfOrder = rowOf(attemptsTable.columns);

/** Writes changed attempts; only inside an append. */
export async function writeAttempts(
  db: Db,
  key: OrderKey,
  changes: RowChanges<AttemptRow>,
): Promise<void> {
  for (const row of changes.updated) {
    await run(db, updateSql, [...valuesOf(attemptColumns, row), row.number]);
  }
  for (const row of changes.inserted) {
    await run(db, insertSql, valuesOf(attemptsTable.columns, { ...key, ...row }));
  }
}

/** An order's attempts, first planned first. */
export async function orderAttempts(db: Db, key: OrderKey): Promise<AttemptRow[]> {
  return await select(
    db,
    storedAttempt,
    `select ${listOf(attemptColumns)} from attempts
     where merchant = $1 and order_id = $2 order by position`,
    [key.merchant, key.orderId],
  );
}

/** The attempts of many orders, of each first planned first. */
export async function attemptsOfOrders(
  db: Db,
  keys: readonly OrderKey[],
): Promise<RowsByOrder<OrderKey & AttemptRow>> {
  return rowsOfOrders(db, attemptsTable, attemptOfOrder, keys);
}

/** The order that a channel's payment number belongs to; null when we never planned it. */
export async function findAttempt(
  db: Db,
  channel: string,
  account: string,
  paymentNumber: string,
): Promise<{ key: OrderKey } | null> {
  const key = await selectOne(
    db,
    orderKeyRow,
    `select merchant, order_id from attempts
     where channel = $1 and account = $2 and channel_number = $3 limit 1`,
    [channel, account, paymentNumber],
  );
  return key && { key };
}
