import { z } from 'zod';
import { attentionKinds } from '../../domain/order/attention-kind.ts';
import type { OrderKey } from '../../domain/values/order-key.ts';
import { conditions } from '../database/conditions.ts';
import { type Db, select, selectOne } from '../database/database.ts';
import { cursorMs, keysetCursor, placeAfter } from '../database/keyset-cursor.ts';
import { type Page, pageOf } from '../database/page.ts';
import { isInTrouble, isWhollyInTrouble } from './account-health.ts';
import { isOffNow } from './clock-skews.ts';
import { failureText } from '../texts/failure-text.ts';
import { timeMs, toTimestamp } from '../database/time.ts';

/** Kinds of items: those of orders, and what belongs to none. */
export const attentionItemKinds = [
  ...attentionKinds,
  'unmatched',
  /** A channel account in trouble, a clock that is off, or a receiver of notices. */
  'account',
] as const;
export type AttentionItemKind = (typeof attentionItemKinds)[number];

/** What decides an item: a person's word on the refund, or on the item itself. */
const resolvedBy = ['alert', 'refund', 'unmatched', 'held', 'clock', 'notices', 'account'] as const;

/** Something a person must look at. */
export type AttentionItem = Readonly<{
  /** An alert's own id, `refund:NUMBER`, `parked:NUMBER`, `held:ID`, `clock:CHANNEL/ACCOUNT`, `clock:database`, `account:CHANNEL/ACCOUNT`, `notices:ENDPOINT` or an unmatched row's id. */
  id: string;
  kind: AttentionItemKind;
  /** Null for what belongs to no order. */
  key: OrderKey | null;
  /** Whom it is about; null where it is about none. */
  merchant: string | null;
  /** Of the attempt it is about; null where it is about none. */
  channel: string | null;
  account: string | null;
  /** The attempt or refund it is about. */
  number: string | null;
  resolvedBy: (typeof resolvedBy)[number];
  sinceMs: number;
  detail: string;
}>;

export type AttentionFilter = Readonly<{
  kind?: AttentionItemKind | undefined;
  merchant?: string | undefined;
  channel?: string | undefined;
  limit: number;
  /** `nextCursor` of the page before. */
  cursor?: string | undefined;
}>;

const itemRow = z
  .object({
    id: z.string(),
    kind: z.enum(attentionItemKinds),
    merchant: z.string().nullable(),
    order_id: z.string().nullable(),
    channel: z.string().nullable(),
    account: z.string().nullable(),
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
    merchant: row.merchant,
    channel: row.channel,
    account: row.account,
    number: row.number,
    resolvedBy: row.resolved_by,
    sinceMs: row.since,
    detail: row.code === null ? row.detail : row.detail + (row.words ?? failureText(row.code)),
  }));

// Each source has an index over the few rows that matter.
const waiting = `
  select alert->>'id' as id, alert->>'kind' as kind, merchant, orders.id as order_id,
    alert->>'number' as number, 'alert' as resolved_by,
    to_timestamp((alert->>'raisedAtMs')::bigint / 1000.0) as since, alert->>'detail' as detail,
    null as code, null as channel, null as account
  from orders, jsonb_array_elements(alerts) as alert where attention <> '{}'
  union all
  select 'parked:' || number, 'parked', merchant, order_id, number, 'alert', planned_at,
    'Its channel does not know this payment, or does not answer. Look at the channel''s console.',
    null, channel, account
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
    case when status = 'manual' then coalesce(failure_code, 'rejected') end, null, null
  from refunds where status in ('awaiting_approval', 'manual') or overdue
  union all
  select id, 'unmatched', null, null, payment_number, 'unmatched', found_at, detail, null,
    channel, account
  from unmatched where resolved_at is null
  union all
  select 'held:' || id, 'held', merchant, order_id, numbers[1], 'held', since,
    'The ledger refuses ' || what || ': ' || why || '. ' || case kind
      when 'evidence' then 'Its money is not counted yet, so the order opens, closes and pays back nothing.'
      when 'consequence' then 'The rest of the order goes on without it.'
      when 'order' then 'Nothing of the order moves.'
      else 'Nothing was done of it.' end
    || ' Tried ' || tries || ' times. Report it with the timeline of the order; resolve it to have it tried again.',
    null, null, null
  from order_holds
  union all
  select 'clock:' || case channel when '' then 'database' else channel || '/' || account end,
    'account', null, null, null, 'clock', min(off_since),
    string_agg('The clock of ' || process || ' is ' || abs(skew_ms) / 1000 || ' s ' ||
      case when skew_ms > 0 then 'behind' else 'ahead of' end || ' the ' ||
      case channel when '' then 'database' else 'channel' end || '''s', '; ' order by process)
    || '. Callbacks are refused for their time from 300 s on' ||
      case channel when '' then ', if it is not the database''s that is wrong' else '' end
    || '. Look at NTP there; this ends by itself.',
    null, nullif(channel, ''), nullif(account, '')
  from clock_skews where ${isOffNow}
  group by channel, account
  union all
  select 'account:' || channel || '/' || account, 'account', null, null, null, 'account',
    case when ${isWhollyInTrouble} then since else refused_since end,
    case when not (${isWhollyInTrouble})
        then 'The channel refuses this account the call "' || refused_about || '"; shoppers are told to choose another.'
      when state = 'silent'
        then 'The channel has not answered this account''s last ' || unanswered || ' calls.'
      else 'The channel''s last ' || distrusted || ' answers to this account can''t be verified, or refuse our signature. What is offered without an answer of the channel is not offered meanwhile; open payments stay watched.' end
    || case when problem_code is null then '' else ' It says'
      || case when problem_verified then ': ' else ', unverified: ' end
      || problem_code || coalesce(' ' || nullif(problem_message, ''), '')
      || coalesce(' (request ' || problem_request_id || ')', '') || '.' end
    || case when last_verified_at is null then ' No answer was ever believed.' else '' end
    || ' Look at keys, certificates, clock, addresses and permissions; this ends by itself with the next answer that is believed.',
    null, channel, account
  from account_health where ${isInTrouble}
  union all
  select 'notices:' || id, 'account', merchant, null, null, 'notices',
    least(given_up_since, failing_since),
    case when given_up_since is null
      then 'Notices to ' || origin || ' have reached nobody for an hour or more. They wait, and are tried again.'
      else given_up || ' notices to ' || origin || ' were given up; the last one: '
        || coalesce(given_up_error, '')
        || ' They are in the list of events, and can be sent again.' end
    || ' Resolve it once the merchant knows.',
    null, null, null
  from notice_endpoints
  where given_up_since is not null or failing_since < now() - interval '1 hour'`;

// A cursor holds whole milliseconds, so the list is sorted by these.
const items = `select id, kind, merchant, order_id, number, resolved_by,
    date_trunc('milliseconds', since) as since, detail, code, channel, account
  from (${waiting}) as exactly`;

/** SQL: a column of the attempt that an item is about, itself or by its refund. */
function ofItsAttempt(column: 'channel' | 'account'): string {
  return `coalesce(item.${column}, (select attempts.${column} from attempts
    where attempts.number = coalesce(
      (select refunds.attempt from refunds where refunds.number = item.number), item.number)))`;
}

// What is looked up for each item is looked up once it is known which items are told.
function told(picked: string): string {
  return `select id, kind, merchant, order_id, number, resolved_by, since, detail, code,
      ${ofItsAttempt('channel')} as channel, ${ofItsAttempt('account')} as account,
      (select words from failure_words
       where failure_words.number = item.number and failure_words.code = item.code) as words
    from (select * from (${items}) as item ${picked}) as item order by since, id`;
}

const cursor = keysetCursor(z.tuple([cursorMs, z.string().regex(/^[\x21-\x7e]{1,300}$/)]));

/** Whether a text can be given as `cursor`. */
export function isAttentionCursor(text: string): boolean {
  return cursor.read(text) !== null;
}

/**
 * Everything parked, held, waiting for a person or unmatched, oldest first, one page at a time.
 *
 * @throws RangeError for text that is no cursor of ours; see `isAttentionCursor`
 */
export async function listAttention(db: Db, filter: AttentionFilter): Promise<Page<AttentionItem>> {
  const { add, where, values } = conditions();
  if (filter.kind !== undefined) add((p) => `kind = ${p}`, filter.kind);
  if (filter.merchant !== undefined) add((p) => `merchant = ${p}`, filter.merchant);
  if (filter.channel !== undefined) add((p) => `${ofItsAttempt('channel')} = ${p}`, filter.channel);
  if (filter.cursor !== undefined) {
    const [sinceMs, id] = placeAfter(cursor, filter.cursor);
    add((...p) => `(since, id) > (${p.join(', ')})`, toTimestamp(sinceMs), id);
  }
  const found = await select(
    db,
    itemRow,
    told(`${where()} order by since, id limit ${filter.limit + 1}`),
    values,
  );
  return pageOf(found, filter.limit, (last) => cursor.write([last.sinceMs, last.id]));
}

/** One item of the list; null when it is not on the list (any more). */
export async function findAttention(db: Db, id: string): Promise<AttentionItem | null> {
  return selectOne(db, itemRow, told('where item.id = $1 limit 1'), [id]);
}
