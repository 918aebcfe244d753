import { isDeepStrictEqual } from 'node:util';
import type { AttemptRow } from './attempt-columns.ts';
import type { ReadModels } from './read-model-rows.ts';
import type { RefundRow } from './refund-columns.ts';

/**
 * Rows to insert and rows to update, apart because only inserts may meet the triggers of an insert.
 */
export type RowChanges<Row> = Readonly<{ inserted: Row[]; updated: Row[] }>;

function changesOf<Row extends Readonly<{ number: string }>>(
  before: readonly Row[],
  after: readonly Row[],
): RowChanges<Row> {
  const known = new Map(before.map((row) => [row.number, row]));
  const inserted = after.filter((row) => !known.has(row.number));
  const updated = after.filter((row) => {
    const old = known.get(row.number);
    return old !== undefined && !isDeepStrictEqual(old, row);
  });
  return { inserted, updated };
}

/** The rows that differ between two states of one order. */
export type ReadModelChanges = Readonly<{
  attempts: RowChanges<AttemptRow>;
  refunds: RowChanges<RefundRow>;
}>;

/** What must be written to get from one state to the next. Nothing is ever deleted. */
export function readModelChanges(before: ReadModels, after: ReadModels): ReadModelChanges {
  return {
    attempts: changesOf(before.attempts, after.attempts),
    refunds: changesOf(before.refunds, after.refunds),
  };
}
