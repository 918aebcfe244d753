import type { OrderKey } from '../../domain/values/order-key.ts';
import { bigint, boolean, integer, orNull, text, time } from '../database/column.ts';
import { type Db, run, selectOne } from '../database/database.ts';
import { ofOrder } from '../database/order-key-row.ts';
import { only, rowOf, type Table } from '../database/table.ts';

const columns = {
  ...ofOrder,
  /** The event that is sent again; empty: the order's own line. */
  resend: text('resend'),
  /** Sequence of the last event that was accepted, or given up. */
  told: bigint('told'),
  /** Sequence of the last event there is to tell. */
  newest: bigint('newest'),
  askedAtMs: orNull(time('asked_at')),
  endpoint: orNull(text('endpoint')),
  /** Tries of the event after `told`. */
  tries: integer('tries'),
  dueAtMs: orNull(time('due_at')),
  takenUntilMs: orNull(time('taken_until')),
};

export const noticeLinesTable = {
  name: 'notice_lines',
  columns,
  besides: [],
} as const satisfies Table;

/**
 * What waits for a merchant is due now: a thousand lines at most, for a request must not wait for
 * more. The others are tried on their schedule.
 */
export async function dueLinesAtOnce(db: Db, merchant: string): Promise<void> {
  await run(
    db,
    `update notice_lines set due_at = now() where (merchant, order_id, resend) in (
       select line.merchant, line.order_id, line.resend from notice_lines as line
       where endpoint in (select id from notice_endpoints where merchant = $1)
         and due_at is not null
       limit 1000 for update skip locked
     )`,
    [merchant],
  );
}

const itself = `notice_lines.merchant = nowhere.merchant and notice_lines.order_id = nowhere.order_id
  and notice_lines.resend = nowhere.resend`;

/**
 * Finds the endpoint of lines that have none yet, or whose address changed. Where there is no
 * address any more nobody is told: what was not told stays in the list of events.
 *
 * @param most at a time
 */
export async function placeLines(db: Db, most: number): Promise<void> {
  await run(
    db,
    `with nowhere as (
       select line.merchant, line.order_id, line.resend,
         origin_of(coalesce(orders.notify_url, merchants.notify_url)) as origin
       from notice_lines as line
       join orders on orders.merchant = line.merchant and orders.id = line.order_id
       join merchants on merchants.id = line.merchant
       where line.due_at is not null and line.endpoint is null
       order by line.due_at limit $1 for update of line skip locked
     ), untold as (
       delete from notice_lines using nowhere where ${itself} and origin is null
     ), made as (
       insert into notice_endpoints (id, merchant, origin)
       select distinct 'nend_' || md5(merchant || ' ' || origin), merchant, origin from nowhere
       where origin is not null
       on conflict (merchant, origin) do nothing returning id, merchant, origin
     ), known as (
       select id, merchant, origin from made
       union all
       select id, merchant, origin from notice_endpoints
       where (merchant, origin) in (select merchant, origin from nowhere)
     )
     update notice_lines set endpoint = known.id from nowhere join known
       on known.merchant = nowhere.merchant and known.origin = nowhere.origin
     where ${itself}`,
    [most],
  );
}

/** A notice that is being tried. */
export type TakenNotice = Readonly<{
  key: OrderKey;
  resend: string;
  /** The event's id. */
  event: string;
  sequence: number;
  url: string | null;
  /** This try, from 1. */
  attempt: number;
  /** Since when the tries count, ms since 1970. */
  sinceMs: number;
  /** `order.paid` is not told yet. */
  isPaidWaiting: boolean;
  /** The endpoint failed before it. */
  isFailing: boolean;
  /** The address is of another endpoint by now. */
  isMisplaced: boolean;
  /** Until when it is taken, ms since 1970: by this who took it is known. */
  takenUntilMs: number;
  /** When it was taken, by the clock that says what is due; ms since 1970. */
  nowMs: number;
}>;

const takenRow = rowOf({
  ...only(columns, 'merchant', 'orderId', 'resend', 'tries'),
  event: text('event'),
  sequence: bigint('sequence'),
  url: orNull(text('url')),
  sinceMs: time('since'),
  isPaidWaiting: boolean('paid'),
  isFailing: boolean('failing'),
  isMisplaced: boolean('misplaced'),
  takenUntilMs: time('until'),
  nowMs: time('now'),
});

/**
 * The notice that is longest due.
 *
 * @param endpoint SQL: whether the endpoint may be tried
 * @param which SQL: lines that count
 */
const taking = (endpoint: string, which = 'true'): string => `with at as (${endpoint}), first as (
    select merchant, order_id, resend, at.failing from notice_lines, at
    where endpoint = $1 and due_at <= now() and (taken_until is null or taken_until <= now())
      and ${which}
    order by due_at limit 1 for update of notice_lines skip locked
  ), taken as (
    update notice_lines set taken_until = until, due_at = until
    from first, lateral (
      select date_trunc('milliseconds', now() + $2 * interval '1 millisecond') as until
    ) as lease where notice_lines.merchant = first.merchant
      and notice_lines.order_id = first.order_id and notice_lines.resend = first.resend
    returning notice_lines.*, first.failing
  )
  select taken.merchant, taken.order_id, taken.resend, taken.tries,
    events.id as event, events.sequence, coalesce(taken.asked_at, events.created_at) as since,
    coalesce(orders.notify_url, merchants.notify_url) as url,
    taken.failing, exists (select from events as later where later.merchant = taken.merchant
      and later.order_id = taken.order_id and later.sequence > taken.told
      and later.sequence <= taken.newest
      and later.type = 'order.paid') as paid,
    taken.taken_until as until, now() as now,
    origin is distinct from origin_of(coalesce(orders.notify_url, merchants.notify_url)) as misplaced
  from taken
  join orders on orders.merchant = taken.merchant and orders.id = taken.order_id
  join merchants on merchants.id = taken.merchant
  join notice_endpoints on notice_endpoints.id = $1
  join events on events.merchant = taken.merchant and events.order_id = taken.order_id
    and events.sequence = taken.told + 1`;

/** How an endpoint is tried: one that failed so often in a row by one notice at a time. */
export type Trying = Readonly<{
  failuresToRest: number;
  /** How long nobody else takes what is taken, ms. */
  forMs: number;
}>;

/** SQL: the receiver has not asked to be left alone now. */
const mayBeAsked = '(asked_until is null or asked_until <= now())';

const well = `select failures > 0 or closed_until is not null as failing
  from notice_endpoints where id = $1 and failures < $3 and ${mayBeAsked}`;
const takeOwn = taking(well, "resend = ''");
const takeAgain = taking(well, "resend <> ''");

// Whoever asks first has it for himself: the others find it closed.
const takeFromFailing = taking(`update notice_endpoints
  set closed_until = now() + $2 * interval '1 millisecond'
  where id = $1 and failures >= $3 and (closed_until is null or closed_until <= now())
    and ${mayBeAsked}
    and exists (select from notice_lines where endpoint = $1 and due_at <= now()
      and (taken_until is null or taken_until <= now()))
  returning true as failing`);

/**
 * Takes the notice of an endpoint that is longest due.
 *
 * @returns null: nothing is due, or the endpoint rests
 */
export async function takeNotice(
  db: Db,
  endpoint: string,
  { failuresToRest, forMs }: Trying,
): Promise<TakenNotice | null> {
  const values = [endpoint, forMs, failuresToRest];
  const row =
    (await selectOne(db, takenRow, takeOwn, values)) ??
    (await selectOne(db, takenRow, takeAgain, values)) ??
    (await selectOne(db, takenRow, takeFromFailing, values));
  if (row === null) return null;
  const { merchant, orderId, tries, ...rest } = row;
  return { ...rest, key: { merchant, orderId }, attempt: tries + 1 };
}
