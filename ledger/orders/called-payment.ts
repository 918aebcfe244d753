import { z } from 'zod';
import type { CalledPayment } from '../../domain/agenda/call-standing.ts';
import type { Money } from '../../domain/values/money.ts';
import type { OrderKey } from '../../domain/values/order-key.ts';
import { type Db, selectOne } from '../database/database.ts';
import { attemptRow } from './read-model-rows.ts';
import { timeMs } from '../database/time.ts';

/** Everything that a call tells a channel of a payment, as the ledger has it. */
export type CalledPaymentRow = Readonly<{
  /** Our own number; for a second channel transaction it differs from `channelNumber`. */
  number: string;
  /** The payment number at the channel. */
  channelNumber: string;
  channel: string;
  method: string;
  account: string;
  /** What was captured, or is to be. */
  amount: Money;
  plannedAtMs: number;
  expiresAtMs: number;
  description: string;
  returnUrl: string | null;
  channelReference: string | null;
  /** The channel's own number of the payment, once it succeeded. */
  transaction: string | null;
  standing: CalledPayment;
}>;

const { status, role, create, capture } = attemptRow.shape;

const calledRow = z
  .object({
    number: z.string(),
    channel_number: z.string(),
    channel: z.string(),
    method: z.string(),
    account: z.string(),
    amount_minor: z.number(),
    currency: z.string(),
    captured_minor: z.number(),
    captured_currency: z.string().nullable(),
    planned_at: timeMs,
    expires_at: timeMs,
    description: z.string(),
    return_url: z.string().nullable(),
    channel_reference: z.string().nullable(),
    transaction: z.string().nullable(),
    status,
    role,
    withdrawn: z.boolean(),
    final: z.boolean(),
    parked: z.boolean(),
    create_state: create,
    capture_state: capture,
  })
  .transform((row): CalledPaymentRow => ({
    number: row.number,
    channelNumber: row.channel_number,
    channel: row.channel,
    method: row.method,
    account: row.account,
    amount:
      row.status === 'succeeded'
        ? { amountMinor: row.captured_minor, currency: row.captured_currency ?? row.currency }
        : { amountMinor: row.amount_minor, currency: row.currency },
    plannedAtMs: row.planned_at,
    expiresAtMs: row.expires_at,
    description: row.description,
    returnUrl: row.return_url,
    channelReference: row.channel_reference,
    transaction: row.transaction,
    standing: {
      status: row.status,
      role: row.role,
      withdrawn: row.withdrawn,
      final: row.final,
      parked: row.parked,
      create: row.create_state,
      capture: row.capture_state,
    },
  }));

/** What a call tells a channel of an order's attempt, by our own number; null when unknown. */
export async function calledPayment(
  db: Db,
  key: OrderKey,
  number: string,
): Promise<CalledPaymentRow | null> {
  return selectOne(
    db,
    calledRow,
    `select attempts.*, orders.description, orders.return_url
     from attempts join orders
       on orders.merchant = attempts.merchant and orders.id = attempts.order_id
     where attempts.merchant = $1 and attempts.order_id = $2 and number = $3`,
    [key.merchant, key.orderId, number],
  );
}
