import { refundHolds, refundKinds, refundStatuses } from '../../domain/order/refund.ts';
import { bigint, boolean, integer, json, oneOf, orNull, text, time } from '../database/column.ts';
import { storedArrival } from '../stored-arrival.ts';
import { ofOrder } from '../database/order-key-row.ts';
import type { RowOf, Table } from '../database/table.ts';

/** What a row of `refunds` says of its refund. */
export const refundColumns = {
  number: text('number'),
  id: text('id'),
  position: integer('position'),
  attempt: text('attempt'),
  kind: oneOf('kind', refundKinds),
  /** Of a compensation, which is ours; empty: a merchant's, which stands in a row that can be erased. */
  reason: text('reason'),
  amountMinor: bigint('amount_minor'),
  status: oneOf('status', refundStatuses),
  hold: orNull(oneOf('hold', refundHolds)),
  abnormal: boolean('abnormal'),
  overdue: boolean('overdue'),
  failureCode: orNull(text('failure_code')),
  createdAtMs: time('created_at'),
  succeededAtMs: orNull(time('succeeded_at')),
  approvedAtMs: orNull(time('approved_at')),
  channelReference: orNull(text('channel_reference')),
  expected: orNull(json('expected', storedArrival)),
};
export type RefundRow = RowOf<typeof refundColumns>;

export const refundsTable = {
  name: 'refunds',
  columns: { ...ofOrder, ...refundColumns },
  // Empty since 0013; until a release drops it.
  besides: ['failure_message'],
} as const satisfies Table;
