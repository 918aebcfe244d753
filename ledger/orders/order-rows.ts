import type { OrderKey } from '../../domain/values/order-key.ts';
import { type Db, run, select } from '../database/database.ts';
import { listOf, only, type RowOf, rowOf, updateOf, valuesOf } from '../database/table.ts';
import {
  decidedColumns,
  dueColumn,
  orderKeyColumns,
  type OrderRow,
  progressColumns,
  termColumns,
} from './order-columns.ts';

/** An order's row: what its facts decide, what the merchant said when making it, and how far it is. */
export type StoredOrder = Readonly<{ key: OrderKey }> &
  OrderRow &
  RowOf<typeof termColumns> &
  RowOf<typeof progressColumns>;

const readColumns = { ...orderKeyColumns, ...decidedColumns, ...termColumns, ...progressColumns };
const storedOrder = rowOf(readColumns).transform(({ merchant, orderId, ...row }): StoredOrder => ({
  key: { merchant, orderId },
  ...row,
}));

/** Rows of `orders` that `tail` picks, the rest of the statement. */
export async function selectOrders(
  db: Db,
  tail: string,
  values: unknown[],
): Promise<StoredOrder[]> {
  return select(db, storedOrder, `select ${listOf(readColumns)} from orders ${tail}`, values);
}

/** Reads the order's row and locks it until the transaction ends; null when unknown. */
export async function lockOrder(db: Db, key: OrderKey): Promise<StoredOrder | null> {
  const values = [key.merchant, key.orderId];
  const [order] = await selectOrders(db, 'where merchant = $1 and id = $2 for update', values);
  return order ?? null;
}

// The rest of what facts decide never changes.
const changing = {
  ...only(decidedColumns, 'status', 'amountRefundedMinor', 'winner', 'attention', 'alerts'),
  ...only(decidedColumns, 'paidAtMs', 'closedAtMs'),
  ...only(progressColumns, 'version'),
  ...dueColumn,
};
const updateSql = updateOf('orders', changing, orderKeyColumns);

/** Writes what the facts decide of an order; only inside an append. */
export async function writeOrder(
  db: Db,
  key: OrderKey,
  row: OrderRow,
  version: number,
  nextDueAtMs: number | null,
): Promise<void> {
  const set = valuesOf(changing, { ...row, version, nextDueAtMs });
  await run(db, updateSql, [...set, ...valuesOf(orderKeyColumns, key)]);
}
