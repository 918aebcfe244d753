import { z } from 'zod';
import { rfc3339, timeMs, toTimestamp } from './time.ts';

/** Types of columns, as migrations write them. */
export type ColumnType =
  'text' | 'text[]' | 'bigint' | 'integer' | 'boolean' | 'timestamptz' | 'jsonb' | 'bytea';

/** A column of a table, and how its value is read from there; how it is written follows from its type. */
export type Column<Value = unknown> = Readonly<{
  /** In the table. */
  name: string;
  type: ColumnType;
  isNullable: boolean;
  /** Checks what the driver gives, and makes of it what rows of ours hold. */
  read: z.ZodType<Value>;
}>;

function column<Value>(name: string, type: ColumnType, read: z.ZodType<Value>): Column<Value> {
  return { name, type, isNullable: false, read };
}

/** A text of any kind. */
export function text(name: string): Column<string> {
  return column(name, 'text', z.string());
}

/** A text that is one of a list. */
export function oneOf<const Texts extends readonly string[]>(
  name: string,
  texts: Texts,
): Column<Texts[number]> {
  return column(name, 'text', z.enum(texts));
}

/** A list of texts. */
export function texts(name: string): Column<readonly string[]> {
  return column(name, 'text[]', z.array(z.string()));
}

/** As `texts`, each one of a list. */
export function someOf<const Texts extends readonly string[]>(
  name: string,
  all: Texts,
): Column<readonly Texts[number][]> {
  return column(name, 'text[]', z.array(z.enum(all)));
}

/** A whole number; one beyond what is exact is refused when it is read. */
export function bigint(name: string): Column<number> {
  return column(name, 'bigint', z.number());
}

/** A small whole number. */
export function integer(name: string): Column<number> {
  return column(name, 'integer', z.number());
}

/** True or false. */
export function boolean(name: string): Column<boolean> {
  return column(name, 'boolean', z.boolean());
}

/** A moment: in rows of ours ms since 1970. */
export function time(name: string): Column<number> {
  return column(name, 'timestamptz', timeMs);
}

/** @param read what it must be; written as it is */
export function json<Value>(name: string, read: z.ZodType<Value>): Column<Value> {
  return column(name, 'jsonb', read);
}

/** A body as it came. */
export function bytes(name: string): Column<Buffer> {
  return column(name, 'bytea', z.instanceof(Buffer));
}

/** The same column where it may be null. */
export function orNull<Value>(of: Column<Value>): Column<Value | null> {
  return { ...of, isNullable: true, read: of.read.nullable() };
}

/** What rows of ours hold for a `timestamptz`: their types come from the columns. */
type Ms = number | null;

/** A value of a row as a statement's parameter: `jsonb` as its text, a moment as a `Date`. */
export function parameterOf({ type }: Column, value: unknown): unknown {
  if (type === 'jsonb') return value === null ? null : JSON.stringify(value);
  if (type === 'timestamptz') return toTimestamp(value as Ms);
  return value;
}

/** A value of a row within a statement's JSON: a moment as RFC 3339. */
export function jsonOf({ type }: Column, value: unknown): unknown {
  return type === 'timestamptz' ? rfc3339(value as Ms) : value;
}
