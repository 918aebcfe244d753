import type { CalledRefund } from '../../domain/agenda/call-standing.ts';
import type { OrderKey } from '../../domain/values/order-key.ts';
import { boolean, orNull, text } from '../database/column.ts';
import { type Db, selectOne } from '../database/database.ts';
import { listOf, only, type RowOf, rowOf } from '../database/table.ts';
import { refundColumns } from './refund-columns.ts';

// `attempt`: our own number of the one it gives back, in whose captured currency its amount is.
const toldColumns = only(refundColumns, 'number', 'attempt', 'amountMinor');
const standingColumns = only(refundColumns, 'kind', 'status');
const derivedColumns = {
  /** What its channel is told, the same each time; null: erased, so that it is told nothing more. */
  reason: orNull(text('reason')),
  /** A person approved it: no switch stops it any more. */
  isApproved: boolean('is_approved'),
};

/** All that a call of a channel says of a refund, as the ledger has it. */
export type CalledRefundRow = RowOf<typeof toldColumns> &
  RowOf<typeof derivedColumns> &
  Readonly<{ standing: CalledRefund }>;

const ofRefund = { ...toldColumns, ...standingColumns };

const calledRow = rowOf({ ...ofRefund, ...derivedColumns }).transform(
  ({ status, kind, ...told }): CalledRefundRow => ({ ...told, standing: { status, kind } }),
);

/** What a call tells a channel of an order's refund, by its number; null when unknown. */
export async function calledRefund(
  db: Db,
  key: OrderKey,
  number: string,
): Promise<CalledRefundRow | null> {
  return selectOne(
    db,
    calledRow,
    `select ${listOf(ofRefund, 'refunds')},
       approved_at is not null as is_approved,
       case when erased_at is null
         then coalesce(refund_reasons.reason, refunds.reason) end as reason
     from refunds left join refund_reasons using (number)
     where refunds.merchant = $1 and refunds.order_id = $2 and refunds.number = $3`,
    [key.merchant, key.orderId, number],
  );
}
