import type { z } from 'zod';
import type { OrderKey } from '../../domain/values/order-key.ts';
import { type Db, select } from './database.ts';
import { listOf, type Table } from './table.ts';

/** SQL: keys of the orders that are asked for; takes `valuesOfOrders`. One named twice counts once. */
export const theseOrders = 'select * from unnest($1::text[], $2::text[])';

/** The parameters of `theseOrders`. */
export function valuesOfOrders(keys: readonly OrderKey[]): unknown[] {
  return [keys.map((one) => one.merchant), keys.map((one) => one.orderId)];
}

/** Rows of many orders, to be taken order by order. */
export type RowsByOrder<Row> = Readonly<{
  /** In the sequence in which they were read; empty when the order has none. */
  of: (key: OrderKey) => readonly Row[];
}>;

function nameOf({ merchant, orderId }: OrderKey): string {
  // No merchant's id holds a slash.
  return `${merchant}/${orderId}`;
}

/** Sorts rows by the orders they belong to. */
export function rowsByOrder<Row extends OrderKey>(rows: readonly Row[]): RowsByOrder<Row> {
  const sorted = new Map<string, Row[]>();
  for (const row of rows) {
    const name = nameOf(row);
    const others = sorted.get(name);
    if (others === undefined) sorted.set(name, [row]);
    else others.push(row);
  }
  return { of: (key) => sorted.get(nameOf(key)) ?? [] };
}

/**
 * The rows that a table of a read model has of many orders, of each in their sequence.
 *
 * @param row reads the columns of the table
 */
export async function rowsOfOrders<Row extends OrderKey>(
  db: Db,
  { name, columns }: Table,
  row: z.ZodType<Row>,
  keys: readonly OrderKey[],
): Promise<RowsByOrder<Row>> {
  const rows = await select(
    db,
    row,
    `select ${listOf(columns)} from ${name}
     where (merchant, order_id) in (${theseOrders}) order by position`,
    valuesOfOrders(keys),
  );
  return rowsByOrder(rows);
}
