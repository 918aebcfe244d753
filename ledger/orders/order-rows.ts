import { z } from 'zod';
import type { OrderKey } from '../../domain/values/order-key.ts';
import { type Db, run, select } from '../database/database.ts';
import { type OrderRow, orderRow } from './read-model-rows.ts';
import { timeMs, toTimestamp } from '../database/time.ts';

/** An order's row: what its facts say, and what the merchant said when making it. */
export type StoredOrder = OrderRow &
  Readonly<{
    key: OrderKey;
    description: string;
    returnUrl: string | null;
    notifyUrl: string | null;
    metadata: Record<string, string>;
    checkoutToken: string;
    contentHash: string;
    /** Rule 21: something of the order is held. */
    held: boolean;
    /** Seq of the newest fact. */
    version: number;
    nextDueAtMs: number | null;
  }>;

const storedOrder = z
  .object({
    merchant: z.string(),
    id: z.string(),
    status: orderRow.shape.status,
    amount_minor: z.number(),
    currency: z.string(),
    amount_refunded_minor: z.number(),
    winner: z.string().nullable(),
    attention: orderRow.shape.attention,
    alerts: orderRow.shape.alerts,
    description: z.string(),
    return_url: z.string().nullable(),
    notify_url: z.string().nullable(),
    metadata: z.record(z.string(), z.string()),
    checkout_token: z.string(),
    content_hash: z.string(),
    held: z.boolean(),
    created_at: timeMs,
    expires_at: timeMs,
    paid_at: timeMs.nullable(),
    closed_at: timeMs.nullable(),
    next_due_at: timeMs.nullable(),
    version: z.number(),
  })
  .transform((row): StoredOrder => ({
    key: { merchant: row.merchant, orderId: row.id },
    status: row.status,
    amountMinor: row.amount_minor,
    currency: row.currency,
    amountRefundedMinor: row.amount_refunded_minor,
    winner: row.winner,
    attention: row.attention,
    alerts: row.alerts,
    createdAtMs: row.created_at,
    expiresAtMs: row.expires_at,
    paidAtMs: row.paid_at,
    closedAtMs: row.closed_at,
    description: row.description,
    returnUrl: row.return_url,
    notifyUrl: row.notify_url,
    metadata: row.metadata,
    checkoutToken: row.checkout_token,
    contentHash: row.content_hash,
    held: row.held,
    version: row.version,
    nextDueAtMs: row.next_due_at,
  }));

/** Rows of `orders` that `tail` picks, the rest of the statement. */
export async function selectOrders(
  db: Db,
  tail: string,
  values: unknown[],
): Promise<StoredOrder[]> {
  return select(db, storedOrder, `select * from orders ${tail}`, values);
}

/** Reads the order's row and locks it until the transaction ends; null when unknown. */
export async function lockOrder(db: Db, key: OrderKey): Promise<StoredOrder | null> {
  return (
    (
      await selectOrders(db, 'where merchant = $1 and id = $2 for update', [
        key.merchant,
        key.orderId,
      ])
    )[0] ?? null
  );
}

/** Writes what the facts say of an order; only inside an append. */
export async function writeOrder(
  db: Db,
  key: OrderKey,
  row: OrderRow,
  version: number,
  nextDueAtMs: number | null,
): Promise<void> {
  await run(
    db,
    `update orders set status = $3, amount_refunded_minor = $4, winner = $5, attention = $6,
       alerts = $7::jsonb, paid_at = $8, closed_at = $9, version = $10, next_due_at = $11
     where merchant = $1 and id = $2`,
    [
      key.merchant,
      key.orderId,
      row.status,
      row.amountRefundedMinor,
      row.winner,
      row.attention,
      JSON.stringify(row.alerts),
      toTimestamp(row.paidAtMs),
      toTimestamp(row.closedAtMs),
      version,
      toTimestamp(nextDueAtMs),
    ],
  );
}
