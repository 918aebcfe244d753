import { z } from 'zod';
import { type AttentionKind, attentionKinds } from '../../domain/order/attention-kind.ts';
import type { OrderKey } from '../../domain/values/order-key.ts';
import { type Db, select, selectOne } from '../database/database.ts';
import { failureText } from '../texts/failure-text.ts';
import { timeMs } from '../database/time.ts';

/** What decides an item: a person's word on the refund, or on the item itself. */
const resolvedBy = ['alert', 'refund', 'unmatched', 'held'] as const;

/** Something a person must look at. */
export type AttentionItem = Readonly<{
  /** An alert's own id, `refund:NUMBER`, `parked:NUMBER`, `held:ID` or an unmatched row's id. */
  id: string;
  kind: AttentionKind | 'unmatched';
  /** Null for what belongs to no order. */
  key: OrderKey | null;
  /** The attempt or refund it is about. */
  number: string | null;
  resolvedBy: (typeof resolvedBy)[number];
  sinceMs: number;
  detail: string;
}>;

const itemRow = z
  .object({
    id: z.string(),
    kind: z.enum([...attentionKinds, 'unmatched']),
    merchant: z.string().nullable(),
    order_id: z.string().nullable(),
    number: z.string().nullable(),
    resolved_by: z.enum(resolvedBy),
    since: timeMs,
    detail: z.string(),
    code: z.string().nullable(),
    words: z.string().nullable(),
  })
  .transform((row): AttentionItem => ({
    id: row.id,
    kind: row.kind,
    key:
      row.merchant === null || row.order_id === null
        ? null
        : { merchant: row.merchant, orderId: row.order_id },
    number: row.number,
    resolvedBy: row.resolved_by,
    sinceMs: row.since,
    detail: row.code === null ? row.detail : row.detail + (row.words ?? failureText(row.code)),
  }));

// Each source has an index over the few rows that matter.
const items = `
  select alert->>'id' as id, alert->>'kind' as kind, merchant, orders.id as order_id,
    alert->>'number' as number, 'alert' as resolved_by,
    to_timestamp((alert->>'raisedAtMs')::bigint / 1000.0) as since, alert->>'detail' as detail,
    null as code, null as words
  from orders, jsonb_array_elements(alerts) as alert where attention <> '{}'
  union all
  select 'parked:' || number, 'parked', merchant, order_id, number, 'alert', planned_at,
    'Its channel does not know this payment, or does not answer. Look at the channel''s console.',
    null, null
  from attempts where parked and not exists (
    select from orders, jsonb_array_elements(alerts) as alert
    where orders.merchant = attempts.merchant and orders.id = attempts.order_id
      and alert->>'number' = attempts.number
  )
  union all
  select 'refund:' || number, 'refund', merchant, order_id, number, 'refund', created_at,
    case when status = 'awaiting_approval' then 'Waits for approval: ' || coalesce(hold, 'released')
      when status = 'manual' then 'Record how it ended: '
      else 'The channel has left it undecided for long; it is still asked.' end,
    case when status = 'manual' then coalesce(failure_code, 'rejected') end,
    (select words from failure_words
     where failure_words.number = refunds.number and code = failure_code)
  from refunds where status in ('awaiting_approval', 'manual') or overdue
  union all
  select id, 'unmatched', null, null, payment_number, 'unmatched', found_at, detail,
    null, null
  from unmatched where resolved_at is null
  union all
  select 'held:' || id, 'held', merchant, order_id, numbers[1], 'held', since,
    'The ledger refuses ' || what || ': ' || why || '. ' || case kind
      when 'evidence' then 'Its money is not counted yet, so the order opens, closes and pays back nothing.'
      when 'consequence' then 'The rest of the order goes on without it.'
      when 'order' then 'Nothing of the order moves.'
      else 'Nothing was done of it.' end
    || ' Tried ' || tries || ' times. Report it with the timeline of the order; resolve it to have it tried again.',
    null, null
  from order_holds`;

/** Everything parked, waiting for a person or unmatched, oldest first. */
export async function listAttention(db: Db, limit: number): Promise<AttentionItem[]> {
  return select(db, itemRow, `select * from (${items}) as item order by since, id limit $1`, [
    limit,
  ]);
}

/** One item of the list; null when it is not on the list (any more). */
export async function findAttention(db: Db, id: string): Promise<AttentionItem | null> {
  return selectOne(db, itemRow, `select * from (${items}) as item where item.id = $1 limit 1`, [
    id,
  ]);
}
