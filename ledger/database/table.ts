import { z } from 'zod';
import { type Column, jsonOf, parameterOf } from './column.ts';

/** Columns by the names that their values have in rows of ours. */
export type Columns = Readonly<Record<string, Column>>;

/** A row of ours with these columns. */
export type RowOf<C extends Columns> = Readonly<{
  [Property in keyof C]: C[Property] extends Column<infer Value> ? Value : never;
}>;

/** A table, described once: what is told of its columns to PostgreSQL is made of this. */
export type Table<C extends Columns = Columns> = Readonly<{
  name: string;
  columns: C;
  /** Columns that no row of ours carries: defaults fill them, or statements of their own. */
  besides: readonly string[];
}>;

/** Some of the columns. */
export function only<C extends Columns, Property extends keyof C>(
  columns: C,
  ...properties: readonly Property[]
): Pick<C, Property> {
  const picked = properties.map((property) => [property, columns[property]]);
  return Object.fromEntries(picked) as Pick<C, Property>;
}

/**
 * `number, order_id, …`: for `select`, `insert` and `returning`.
 *
 * @param of the table's name, where a statement reads several
 */
export function listOf(columns: Columns, of?: string): string {
  const prefix = of === undefined ? '' : `${of}.`;
  return Object.values(columns)
    .map(({ name }) => prefix + name)
    .join(', ');
}

/** `$1, $2, …`: places of the parameters that `valuesOf` gives. */
export function placesOf(columns: Columns): string {
  return Object.keys(columns)
    .map((_, index) => `$${index + 1}`)
    .join(', ');
}

/** Parameters of a statement, in the order of the columns. */
export function valuesOf<C extends Columns>(columns: C, row: RowOf<C>): unknown[] {
  return Object.entries(columns).map(([property, of]) => parameterOf(of, row[property]));
}

/** `insert into attempts (number, …) values ($1, …)`; takes `valuesOf` the table's columns. */
export function insertOf({ name, columns }: Table): string {
  return `insert into ${name} (${listOf(columns)}) values (${placesOf(columns)})`;
}

/**
 * `update attempts set (status, …) = row($1, …) where number = $2`; takes `valuesOf` what is set,
 * then those of `by`.
 *
 * @param kept SQL for a column whose new value depends on the old one, by its name and place
 */
export function updateOf(
  table: string,
  set: Columns,
  by: Columns,
  kept: Readonly<Record<string, (place: string) => string>> = {},
): string {
  const places = Object.values(set).map(({ name }, index) => {
    const place = `$${index + 1}`;
    return kept[name]?.(place) ?? place;
  });
  const named = Object.values(by).map(
    ({ name }, index) => `${name} = $${places.length + index + 1}`,
  );
  return `update ${table} set (${listOf(set)}) = row(${places.join(', ')})
    where ${named.join(' and ')}`;
}

/**
 * `insert into facts (seq, …) select seq, … from jsonb_to_recordset($1::jsonb) as …`: any number of
 * rows by one statement; takes `jsonRowsOf` the table's columns.
 */
export function insertAllOf({ name, columns }: Table): string {
  const typed = Object.values(columns).map((one) => `${one.name} ${one.type}`);
  return `insert into ${name} (${listOf(columns)}) select ${listOf(columns)}
    from jsonb_to_recordset($1::jsonb) as new (${typed.join(', ')})`;
}

/** The parameter of `insertAllOf`. */
export function jsonRowsOf<C extends Columns>(columns: C, rows: readonly RowOf<C>[]): string {
  const named = Object.entries(columns);
  return JSON.stringify(
    rows.map((row) =>
      Object.fromEntries(named.map(([property, of]) => [of.name, jsonOf(of, row[property])])),
    ),
  );
}

/** Reads a row of the database, of which it needs no more than these columns, as a row of ours. */
export function rowOf<C extends Columns>(columns: C): z.ZodType<RowOf<C>> {
  const named = Object.entries(columns);
  return z
    .object(Object.fromEntries(named.map(([, { name, read }]) => [name, read])))
    .transform((stored) => {
      const row = named.map(([property, { name }]) => [property, stored[name]]);
      // Each value was read by its own column.
      return Object.fromEntries(row) as RowOf<C>;
    });
}
