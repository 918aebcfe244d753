import { z } from 'zod';
import type { RecordedFact } from '../../domain/facts/fact.ts';
import { fromRecord, toRecord } from '../../domain/facts/fact-record.ts';
import type { OrderKey } from '../../domain/values/order-key.ts';
import { type Db, select } from '../database/database.ts';
import { rfc3339 } from '../database/time.ts';

const factRow = z.object({ seq: z.number(), v: z.number(), data: z.unknown() });

/** An order's facts, and the seq of the newest: 0 while the order is unknown. */
export type LoadedFacts = Readonly<{ facts: RecordedFact[]; seq: number }>;

/** Reads an order's facts by their seq; of an unknown order `facts` is empty and `seq` 0. */
export async function loadFacts(db: Db, key: OrderKey): Promise<LoadedFacts> {
  const rows = await select(
    db,
    factRow,
    'select seq, v, data from facts where merchant = $1 and order_id = $2 order by seq',
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
    `select seq, v, data from facts where merchant = $1 and order_id = $2 and seq > $3
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
    const record = toRecord(fact);
    return {
      seq: seq + 1 + index,
      v: record.v,
      type: fact.type,
      data: record.fact,
      input_ids: inputIds(fact),
      at: rfc3339(fact.atMs),
    };
  });
  const stored = await select(
    db,
    factRow,
    `insert into facts (merchant, order_id, seq, v, type, data, input_ids, at)
     select $1, $2, seq, v, type, data, input_ids, at from jsonb_to_recordset($3::jsonb)
       as new(seq bigint, v integer, type text, data jsonb, input_ids text[], at timestamptz)
     returning seq, v, data`,
    [key.merchant, key.orderId, JSON.stringify(rows)],
  );
  return stored
    .sort((one, other) => one.seq - other.seq)
    .map((row) => fromRecord({ v: row.v, fact: row.data }));
}
