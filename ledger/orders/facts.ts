import type { RecordedFact } from '../../domain/facts/fact.ts';
import { fromRecord, toRecord } from '../../domain/facts/fact-record.ts';
import type { OrderKey } from '../../domain/values/order-key.ts';
import { type Db, select } from '../database/database.ts';
import { insertAllOf, jsonRowsOf, listOf, rowOf } from '../database/table.ts';
import { factsTable, recordColumns } from './fact-columns.ts';

const factRow = rowOf(recordColumns);
const record = listOf(recordColumns);

/** An order's facts, and the seq of the newest: 0 while the order is unknown. */
export type LoadedFacts = Readonly<{ facts: RecordedFact[]; seq: number }>;

/** Reads an order's facts by their seq; of an unknown order `facts` is empty and `seq` 0. */
export async function loadFacts(db: Db, key: OrderKey): Promise<LoadedFacts> {
  const rows = await select(
    db,
    factRow,
    `select ${record} from facts where merchant = $1 and order_id = $2 order by seq`,
    [key.merchant, key.orderId],
  );
  return {
    facts: rows.map((row) => fromRecord({ v: row.v, fact: row.data })),
    seq: rows.at(-1)?.seq ?? 0,
  };
}

/** At most `limit` raw records after `seq`, to compare with what is to be appended. */
export async function recordsAfter(
  db: Db,
  key: OrderKey,
  seq: number,
  limit: number,
): Promise<{ v: number; fact: unknown }[]> {
  const rows = await select(
    db,
    factRow,
    `select ${record} from facts where merchant = $1 and order_id = $2 and seq > $3
     order by seq limit $4`,
    [key.merchant, key.orderId, seq, limit],
  );
  return rows.map((row) => ({ v: row.v, fact: row.data }));
}

function inputIds(fact: RecordedFact): string[] {
  const ids: string[] = [];
  if ('input' in fact && fact.input !== null) ids.push(fact.input);
  return ids;
}

/**
 * Inserts facts as seq + 1, seq + 2, …; only inside an append.
 *
 * @returns the facts as the ledger holds them now
 */
export async function insertFacts(
  db: Db,
  key: OrderKey,
  seq: number,
  facts: readonly RecordedFact[],
): Promise<RecordedFact[]> {
  if (facts.length === 0) return [];
  const rows = facts.map((fact, index) => {
    const { v, fact: data } = toRecord(fact);
    const { type, atMs } = fact;
    return { ...key, seq: seq + 1 + index, v, data, type, inputIds: inputIds(fact), atMs };
  });
  const stored = await select(db, factRow, `${insertAllOf(factsTable)} returning ${record}`, [
    jsonRowsOf(factsTable.columns, rows),
  ]);
  return stored
    .sort((one, other) => one.seq - other.seq)
    .map((row) => fromRecord({ v: row.v, fact: row.data }));
}
