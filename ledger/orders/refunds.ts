import { z } from 'zod';
import type { OrderKey } from '../../domain/values/order-key.ts';
import { type Db, run, select, selectOne } from '../database/database.ts';
import type { RowChanges } from './read-model-changes.ts';
import { type RefundRow, refundRow } from './read-model-rows.ts';
import { timeMs, toTimestamp } from '../database/time.ts';

// Columns in the order of `refundValues`; the first names the row.
const columns = [
  'number',
  'id',
  'merchant',
  'order_id',
  'position',
  'attempt',
  'kind',
  'reason',
  'amount_minor',
  'status',
  'hold',
  'abnormal',
  'overdue',
  'failure_code',
  'created_at',
  'succeeded_at',
  'approved_at',
];
const places = columns.map((_, index) => `$${index + 1}`);
// The channel gets the reason with each repeat, so a reason that is stored never changes.
const updatePlaces = columns.map((name, index) =>
  name === 'reason' ? `coalesce(nullif(reason, ''), $${index + 1})` : `$${index + 1}`,
);
const insertSql = `insert into refunds (${columns.join(', ')}) values (${places.join(', ')})`;
const updateSql = `update refunds set (${columns.join(', ')}) = row(${updatePlaces.join(', ')})
  where number = $1`;

function refundValues(key: OrderKey, row: RefundRow): unknown[] {
  return [
    row.number,
    row.id,
    key.merchant,
    key.orderId,
    row.position,
    row.attempt,
    row.kind,
    row.reason,
    row.amountMinor,
    row.status,
    row.hold,
    row.abnormal,
    row.overdue,
    row.failureCode,
    toTimestamp(row.createdAtMs),
    toTimestamp(row.succeededAtMs),
    toTimestamp(row.approvedAtMs),
  ];
}

/** Writes changed refunds, among them ended ones, before new ones; only inside an append. */
export async function writeRefunds(
  db: Db,
  key: OrderKey,
  changes: RowChanges<RefundRow>,
): Promise<void> {
  for (const row of changes.updated) await run(db, updateSql, refundValues(key, row));
  for (const row of changes.inserted) await run(db, insertSql, refundValues(key, row));
}

const storedRefund = z
  .object({
    number: z.string(),
    id: z.string(),
    position: z.number(),
    attempt: z.string(),
    kind: refundRow.shape.kind,
    reason: z.string(),
    amount_minor: z.number(),
    status: refundRow.shape.status,
    hold: z.string().nullable(),
    abnormal: z.boolean(),
    overdue: z.boolean(),
    failure_code: z.string().nullable(),
    created_at: timeMs,
    succeeded_at: timeMs.nullable(),
    approved_at: timeMs.nullable(),
  })
  .transform((row): RefundRow => ({
    number: row.number,
    id: row.id,
    position: row.position,
    attempt: row.attempt,
    kind: row.kind,
    reason: row.reason,
    amountMinor: row.amount_minor,
    status: row.status,
    hold: row.hold,
    abnormal: row.abnormal,
    overdue: row.overdue,
    failureCode: row.failure_code,
    createdAtMs: row.created_at,
    succeededAtMs: row.succeeded_at,
    approvedAtMs: row.approved_at,
  }));

/** An order's refunds, the oldest first. */
export async function orderRefunds(db: Db, key: OrderKey): Promise<RefundRow[]> {
  return select(
    db,
    storedRefund,
    'select * from refunds where merchant = $1 and order_id = $2 order by position',
    [key.merchant, key.orderId],
  );
}

const foundRefund = z
  .object({ merchant: z.string(), order_id: z.string(), status: refundRow.shape.status })
  .transform((row) => ({
    key: { merchant: row.merchant, orderId: row.order_id },
    status: row.status,
  }));

/** The order of a refund number, and the refund's status; null when unknown. */
export async function findRefund(
  db: Db,
  number: string,
): Promise<{ key: OrderKey; status: RefundRow['status'] } | null> {
  return selectOne(
    db,
    foundRefund,
    'select merchant, order_id, status from refunds where number = $1',
    [number],
  );
}
