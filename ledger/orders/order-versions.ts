import type { OrderKey } from '../../domain/values/order-key.ts';
import { only, listOf, rowOf } from '../database/table.ts';
import { type Db, select } from '../database/database.ts';
import { theseOrders, valuesOfOrders } from '../database/rows-by-order.ts';
import { orderKeyColumns, progressColumns } from './order-columns.ts';

const columns = { ...orderKeyColumns, ...only(progressColumns, 'version', 'held') };
const versionRow = rowOf(columns).transform(({ merchant, orderId, version, held }) => ({
  key: { merchant, orderId },
  version,
  held,
}));

/** The newest version of each of these orders, and whether it is held; unknown ones are left out. */
export async function orderVersions(
  db: Db,
  keys: readonly OrderKey[],
): Promise<readonly Readonly<{ key: OrderKey; version: number; held: boolean }>[]> {
  if (keys.length === 0) return [];
  return await select(
    db,
    versionRow,
    `select ${listOf(columns)} from orders where (merchant, id) in (${theseOrders})`,
    valuesOfOrders(keys),
  );
}
