import { expect, test } from 'vitest';
import { bigint, json, orNull, text, time } from './column.ts';
import {
  insertAllOf,
  insertOf,
  jsonRowsOf,
  listOf,
  only,
  rowOf,
  type Table,
  updateOf,
  valuesOf,
} from './table.ts';
import { z } from 'zod';

const columns = {
  number: text('number'),
  amountMinor: bigint('amount_minor'),
  terms: json('terms', z.object({ days: z.number() })),
  paidAtMs: orNull(time('paid_at')),
};
const bills = { name: 'bills', columns, besides: [] } as const satisfies Table;
const row = { number: 'B-1', amountMinor: 1999, terms: { days: 30 }, paidAtMs: 0 };

test('a row is inserted and updated column by column, in the order described', () => {
  expect(insertOf(bills)).toBe(
    'insert into bills (number, amount_minor, terms, paid_at) values ($1, $2, $3, $4)',
  );
  expect(valuesOf(columns, row)).toEqual(['B-1', 1999, '{"days":30}', new Date(0)]);
  const changing = only(columns, 'amountMinor', 'paidAtMs');
  const kept = { paid_at: (place: string) => `coalesce(paid_at, ${place})` };
  const sql = updateOf('bills', changing, only(columns, 'number'), kept);
  expect(sql.replaceAll(/\s+/g, ' ')).toBe(
    'update bills set (amount_minor, paid_at) = row($1, coalesce(paid_at, $2)) where number = $3',
  );
  expect(valuesOf(changing, row)).toEqual([1999, new Date(0)]);
});

test('many rows are inserted by one statement', () => {
  expect(insertAllOf(bills).replaceAll(/\s+/g, ' ')).toBe(
    'insert into bills (number, amount_minor, terms, paid_at)' +
      ' select number, amount_minor, terms, paid_at from jsonb_to_recordset($1::jsonb)' +
      ' as new (number text, amount_minor bigint, terms jsonb, paid_at timestamptz)',
  );
  expect(JSON.parse(jsonRowsOf(columns, [row, { ...row, paidAtMs: null }]))).toEqual([
    { number: 'B-1', amount_minor: 1999, terms: { days: 30 }, paid_at: '1970-01-01T00:00:00.000Z' },
    { number: 'B-1', amount_minor: 1999, terms: { days: 30 }, paid_at: null },
  ]);
});

test('a row is read back as it was written, and no other column with it', () => {
  const paid_at = new Date(0);
  const stored = { number: 'B-1', amount_minor: 1999, terms: { days: 30 }, paid_at, other: 1 };
  expect(rowOf(columns).parse(stored)).toEqual(row);
  expect(listOf(only(columns, 'number', 'paidAtMs'), 'bills')).toBe('bills.number, bills.paid_at');
  expect(() => rowOf(columns).parse({ ...stored, amount_minor: null })).toThrow();
});

test('a column that is missing or misspelled does not compile', () => {
  // @ts-expect-error terms and time are missing
  expect(valuesOf(columns, { number: 'B-1', amountMinor: 1999 })).toHaveLength(4);
  // @ts-expect-error it is amountMinor
  expect(() => listOf(only(columns, 'number', 'amountMinors'))).toThrow();
});
