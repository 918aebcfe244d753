import { z } from 'zod';
import type { CalledRefund } from '../../domain/agenda/call-standing.ts';
import type { OrderKey } from '../../domain/values/order-key.ts';
import { type Db, selectOne } from '../database/database.ts';
import { refundRow } from './read-model-rows.ts';

/** Everything that a call tells a channel of a refund, as the ledger has it. */
export type CalledRefundRow = Readonly<{
  number: string;
  /** Our own number of the attempt that is refunded. */
  attempt: string;
  /** In minor units of the currency that the attempt captured. */
  amountMinor: number;
  /**
   * What the channel is told, the same each time; null: erased, so the refund is not sent any more.
   */
  reason: string | null;
  /** A person approved it, so the switch no longer stops it. */
  isApproved: boolean;
  standing: CalledRefund;
}>;

const calledRow = z
  .object({
    number: z.string(),
    attempt: z.string(),
    amount_minor: z.number(),
    reason: z.string().nullable(),
    kind: refundRow.shape.kind,
    status: refundRow.shape.status,
    is_approved: z.boolean(),
  })
  .transform((row): CalledRefundRow => ({
    number: row.number,
    attempt: row.attempt,
    amountMinor: row.amount_minor,
    reason: row.reason,
    isApproved: row.is_approved,
    standing: { status: row.status, kind: row.kind },
  }));

/** What a call tells a channel of an order's refund, by its number; null when unknown. */
export async function calledRefund(
  db: Db,
  key: OrderKey,
  number: string,
): Promise<CalledRefundRow | null> {
  return selectOne(
    db,
    calledRow,
    `select refunds.number, attempt, amount_minor, kind, status,
       approved_at is not null as is_approved,
       case when erased_at is null
         then coalesce(refund_reasons.reason, refunds.reason) end as reason
     from refunds left join refund_reasons using (number)
     where refunds.merchant = $1 and refunds.order_id = $2 and refunds.number = $3`,
    [key.merchant, key.orderId, number],
  );
}
