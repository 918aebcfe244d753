import type { OrderKey } from '../../domain/values/order-key.ts';
import { type Db, run, selectOne } from '../database/database.ts';
import type { RowChanges } from './read-model-changes.ts';
import { type RowsByOrder, rowsOfOrders } from '../database/rows-by-order.ts';
import { ofOrder } from '../database/order-key-row.ts';
import { insertOf, listOf, only, rowOf, updateOf, valuesOf } from '../database/table.ts';
import { refundColumns, type RefundRow, refundsTable } from './refund-columns.ts';

const insertSql = insertOf(refundsTable);
const updateSql = updateOf('refunds', refundColumns, only(refundColumns, 'number'), {
  // It goes to the channel with each repeat, so the one that stands there never changes.
  reason: (place) => `coalesce(nullif(reason, ''), ${place})`,
});
const storedRefund = rowOf(refundsTable.columns);

/** Writes changed refunds, among them ended ones, before new ones; only inside an append. */
export async function writeRefunds(
  db: Db,
  key: OrderKey,
  changes: RowChanges<RefundRow>,
): Promise<void> {
  for (const row of changes.updated) {
    await run(db, updateSql, [...valuesOf(refundColumns, row), row.number]);
  }
  for (const row of changes.inserted) {
    await run(db, insertSql, valuesOf(refundsTable.columns, { ...key, ...row }));
  }
}

/** The refunds of many orders, of each first asked first. */
export async function refundsOfOrders(
  db: Db,
  keys: readonly OrderKey[],
): Promise<RowsByOrder<OrderKey & RefundRow>> {
  return rowsOfOrders(db, refundsTable, storedRefund, keys);
}

const foundColumns = { ...ofOrder, ...only(refundColumns, 'status') };
const foundRefund = rowOf(foundColumns).transform(({ status, ...key }) => ({ key, status }));

/** The order of a refund number, and the refund's status; null when unknown. */
export async function findRefund(
  db: Db,
  number: string,
): Promise<{ key: OrderKey; status: RefundRow['status'] } | null> {
  return selectOne(
    db,
    foundRefund,
    `select ${listOf(foundColumns)} from refunds where number = $1`,
    [number],
  );
}
