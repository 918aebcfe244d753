import { z } from 'zod';
import { attentionKinds } from '../../domain/order/attention-kind.ts';
import { orderStatuses } from '../../domain/order/order.ts';
import { bigint, boolean, json, oneOf, orNull, someOf, text, time } from '../database/column.ts';
import type { RowOf, Table } from '../database/table.ts';

const alert = z.object({
  id: z.string(),
  kind: z.enum(attentionKinds),
  number: z.string().nullable(),
  raisedAtMs: z.number(),
  detail: z.string(),
});

/** The part of an order's row that its facts decide. Amounts in minor units. */
export const decidedColumns = {
  status: oneOf('status', orderStatuses),
  amountMinor: bigint('amount_minor'),
  currency: text('currency'),
  amountRefundedMinor: bigint('amount_refunded_minor'),
  winner: orNull(text('winner')),
  attention: someOf('attention', attentionKinds),
  alerts: json('alerts', z.array(alert)),
  createdAtMs: time('created_at'),
  expiresAtMs: time('expires_at'),
  paidAtMs: orNull(time('paid_at')),
  closedAtMs: orNull(time('closed_at')),
};
export type OrderRow = RowOf<typeof decidedColumns>;

/** What the merchant said when making it, and what was drawn for it then. */
export const termColumns = {
  description: text('description'),
  returnUrl: orNull(text('return_url')),
  notifyUrl: orNull(text('notify_url')),
  metadata: json('metadata', z.record(z.string(), z.string())),
  checkoutToken: text('checkout_token'),
  contentHash: text('content_hash'),
};

/** How far it was taken. */
export const progressColumns = {
  /** Something of it is held: rule 21. */
  held: boolean('held'),
  /** Seq of the newest fact. */
  version: bigint('version'),
};

/**
 * When it was due as of its newest append: from here a trigger moves it to `order_dues`, where it is
 * read. The release before reads and writes it here.
 */
export const dueColumn = { nextDueAtMs: orNull(time('next_due_at')) };

/** In `orders` an order's own id is the row's. */
export const orderKeyColumns = { merchant: text('merchant'), orderId: text('id') };

export const ordersTable = {
  name: 'orders',
  columns: {
    ...orderKeyColumns,
    ...decidedColumns,
    ...termColumns,
    ...progressColumns,
    ...dueColumn,
  },
  // Drawn from by `writeEvents` alone.
  besides: ['last_event_sequence'],
} as const satisfies Table;
