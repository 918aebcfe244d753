import { z } from 'zod';
import type { Event } from '../../client/index.ts';

const refundSchema = z.object({
  number: z.string(),
  kind: z.enum(['merchant', 'compensation']),
  attempt: z.string(),
  amount: z.int(),
  status: z.enum(['awaiting_approval', 'requested', 'processing', 'succeeded', 'failed', 'manual']),
  succeeded_at: z.string().nullable(),
  expected: z.object({ at: z.string().nullable(), usually: z.string().nullable() }).nullable(),
});

const attemptSchema = z.object({
  id: z.string(),
  channel: z.string(),
  role: z.enum(['winner', 'duplicate', 'late', 'mismatch']).nullable(),
  amount_captured: z.int(),
  amount_refunded: z.int(),
  amount_reversed: z.int(),
});

/** What the shop keeps of an order as PaidOnce tells it. */
const toldOrderSchema = z.object({
  status: z.enum(['open', 'closing', 'paid', 'closed']),
  winner: z.string().nullable(),
  paid_at: z.string().nullable(),
  attempts: z.array(attemptSchema),
  refunds: z.array(refundSchema),
});

const toldSchema = z.object({
  id: z.string(),
  type: z.string(),
  sequence: z.int(),
  created_at: z.string(),
});

/** An order as the shop writes it down. Amounts are minor units of CNY. */
export const shopOrderSchema = z.object({
  number: z.string(),
  lines: z.array(z.object({ name: z.string(), price: z.int(), count: z.int() })),
  total: z.int(),
  placed_at: z.string(),
  expires_at: z.string(),
  /** Null until PaidOnce has the order. */
  checkout_url: z.string().nullable(),
  /** Each event that was told, once. */
  told: z.array(toldSchema),
  /** As the newest event has it; null before the first. */
  standing: toldOrderSchema.nullable(),
  /** What was handed out for it; null: nothing yet. */
  parcel: z.object({ number: z.string(), packed_at: z.string() }).nullable(),
});

export type ShopOrder = Readonly<z.output<typeof shopOrderSchema>>;
export type ToldOrder = NonNullable<ShopOrder['standing']>;
export type ToldAttempt = ToldOrder['attempts'][number];
export type ToldRefund = ToldOrder['refunds'][number];

/**
 * The order after an event, however it came: by a notice, by reading on, or by both. An event that
 * was told before changes nothing; an older one doesn't undo a newer one. The goods are handed out
 * on `order.paid`, once.
 *
 * @param parcelNumber of the parcel, should one be packed now
 */
export function afterEvent(order: ShopOrder, event: Event, parcelNumber: string): ShopOrder {
  if (order.told.some((one) => one.id === event.id)) return order;
  const { id, type, sequence, created_at } = event;
  const isNewest = order.told.every((one) => one.sequence < sequence);
  const isPaid = type === 'order.paid';
  return {
    ...order,
    told: [...order.told, { id, type, sequence, created_at }].sort(
      (one, other) => one.sequence - other.sequence,
    ),
    standing: isNewest ? toldOrderSchema.parse(event.data.order) : order.standing,
    parcel:
      order.parcel === null && isPaid
        ? { number: parcelNumber, packed_at: new Date().toISOString() }
        : order.parcel,
  };
}
