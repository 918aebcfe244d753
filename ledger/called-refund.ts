import { z } from 'zod';
import type { CalledRefund } from '../domain/call-standing.ts';
import type { OrderKey } from '../domain/order-key.ts';
import { type Db, selectOne } from './database.ts';
import { refundRow } from './read-model-rows.ts';

/** All that a call of a channel says of a refund, as the ledger has it. */
export type CalledRefundRow = Readonly<{
  number: string;
  /** Our own number of the attempt it gives back. */
  attempt: string;
  /** In the currency that attempt captured. */
  amountMinor: number;
  reason: string;
  /** A person approved it: no switch stops it any more. */
  isApproved: boolean;
  standing: CalledRefund;
}>;

const calledRow = z
  .object({
    ...{ number: z.string(), attempt: z.string(), amount_minor: z.number(), reason: z.string() },
    ...{ kind: refundRow.shape.kind, status: refundRow.shape.status, is_approved: z.boolean() },
  })
  .transform((row): CalledRefundRow => ({
    ...{ number: row.number, attempt: row.attempt, amountMinor: row.amount_minor },
    ...{ reason: row.reason, isApproved: row.is_approved },
    standing: { status: row.status, kind: row.kind },
  }));

/** An order's refund, by its number, as its channel is told of it; null when unknown. */
export async function calledRefund(
  db: Db,
  key: OrderKey,
  number: string,
): Promise<CalledRefundRow | null> {
  return selectOne(
    db,
    calledRow,
    `select refunds.*, approved_at is not null as is_approved from refunds
     where merchant = $1 and order_id = $2 and number = $3`,
    [key.merchant, key.orderId, number],
  );
}
