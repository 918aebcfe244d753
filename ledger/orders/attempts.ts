import { z } from 'zod';
import type { OrderKey } from '../../domain/values/order-key.ts';
import { type Db, run, select, selectOne } from '../database/database.ts';
import { orderKeyRow } from '../database/order-key-row.ts';
import type { RowChanges } from './read-model-changes.ts';
import { type AttemptRow, attemptRow } from './read-model-rows.ts';
import { timeMs, toTimestamp } from '../database/time.ts';

// Columns in the order of `attemptValues`; the first names the row.
const columns = [
  'number',
  'merchant',
  'order_id',
  'position',
  'channel',
  'method',
  'account',
  'channel_number',
  'payer',
  'status',
  'role',
  'superseded',
  'withdrawn',
  'final',
  'parked',
  'amount_minor',
  'currency',
  'captured_minor',
  'captured_currency',
  'refunded_minor',
  'reversed_minor',
  'channel_reference',
  'transaction',
  'failure_code',
  'planned_at',
  'expires_at',
  'succeeded_at',
  'create_state',
  'capture_state',
];
const places = columns.map((_, index) => `$${index + 1}`).join(', ');
const insertSql = `insert into attempts (${columns.join(', ')}) values (${places})`;
const updateSql = `update attempts set (${columns.join(', ')}) = row(${places}) where number = $1`;

function attemptValues(key: OrderKey, row: AttemptRow): unknown[] {
  return [
    row.number,
    key.merchant,
    key.orderId,
    row.position,
    row.channel,
    row.method,
    row.account,
    row.channelNumber,
    row.payer,
    row.status,
    row.role,
    row.superseded,
    row.withdrawn,
    row.final,
    row.parked,
    row.amountMinor,
    row.currency,
    row.capturedMinor,
    row.capturedCurrency,
    row.refundedMinor,
    row.reversedMinor,
    row.channelReference,
    row.transaction,
    row.failureCode,
    toTimestamp(row.plannedAtMs),
    toTimestamp(row.expiresAtMs),
    toTimestamp(row.succeededAtMs),
    row.create,
    row.capture,
  ];
}

/** Writes changed attempts; only inside an append. */
export async function writeAttempts(
  db: Db,
  key: OrderKey,
  changes: RowChanges<AttemptRow>,
): Promise<void> {
  for (const row of changes.updated) await run(db, updateSql, attemptValues(key, row));
  for (const row of changes.inserted) await run(db, insertSql, attemptValues(key, row));
}

const storedAttempt = z
  .object({
    number: z.string(),
    position: z.number(),
    channel: z.string(),
    method: z.string(),
    account: z.string(),
    channel_number: z.string(),
    payer: z.string().nullable(),
    status: attemptRow.shape.status,
    role: attemptRow.shape.role,
    superseded: z.boolean(),
    withdrawn: z.boolean(),
    final: z.boolean(),
    parked: z.boolean(),
    amount_minor: z.number(),
    currency: z.string(),
    captured_minor: z.number(),
    captured_currency: z.string().nullable(),
    refunded_minor: z.number(),
    reversed_minor: z.number(),
    channel_reference: z.string().nullable(),
    transaction: z.string().nullable(),
    failure_code: z.string().nullable(),
    planned_at: timeMs,
    expires_at: timeMs,
    succeeded_at: timeMs.nullable(),
    create_state: attemptRow.shape.create,
    capture_state: attemptRow.shape.capture,
  })
  .transform((row): AttemptRow => ({
    number: row.number,
    position: row.position,
    channel: row.channel,
    method: row.method,
    account: row.account,
    channelNumber: row.channel_number,
    payer: row.payer,
    status: row.status,
    role: row.role,
    superseded: row.superseded,
    withdrawn: row.withdrawn,
    final: row.final,
    parked: row.parked,
    amountMinor: row.amount_minor,
    currency: row.currency,
    capturedMinor: row.captured_minor,
    capturedCurrency: row.captured_currency,
    refundedMinor: row.refunded_minor,
    reversedMinor: row.reversed_minor,
    channelReference: row.channel_reference,
    transaction: row.transaction,
    failureCode: row.failure_code,
    plannedAtMs: row.planned_at,
    expiresAtMs: row.expires_at,
    succeededAtMs: row.succeeded_at,
    create: row.create_state,
    capture: row.capture_state,
  }));

/** An order's attempts, first planned first. */
export async function orderAttempts(db: Db, key: OrderKey): Promise<AttemptRow[]> {
  return select(
    db,
    storedAttempt,
    'select * from attempts where merchant = $1 and order_id = $2 order by position',
    [key.merchant, key.orderId],
  );
}

/** The order that a channel's payment number belongs to; null when we never planned it. */
export async function findAttempt(
  db: Db,
  channel: string,
  account: string,
  paymentNumber: string,
): Promise<{ key: OrderKey } | null> {
  const key = await selectOne(
    db,
    orderKeyRow,
    `select merchant, order_id from attempts
     where channel = $1 and account = $2 and channel_number = $3 limit 1`,
    [channel, account, paymentNumber],
  );
  return key && { key };
}
