import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { OrderKey } from '../../domain/values/order-key.ts';
import { bigint, boolean, integer, orNull, text, time } from '../database/column.ts';
import { type Db, run, select, selectOne } from '../database/database.ts';
import { ofOrder } from '../database/order-key-row.ts';
import { only, rowOf, type Table } from '../database/table.ts';

const columns = {
  ...ofOrder,
  /** The event that is sent again; empty: the order's own line. */
  resend: text('resend'),
  /** Sequence of the last event that was accepted, or given up. */
  told: bigint('told'),
  /** Sequence of the last event it tells; null: it goes on as the order does. */
  endsWith: orNull(bigint('ends_with')),
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

/** Everything that waits for a merchant is due now. */
export async function dueLinesAtOnce(db: Db, merchant: string): Promise<void> {
  await run(
    db,
    'update notice_lines set due_at = now() where merchant = $1 and due_at is not null',
    [merchant],
  );
}

const nowhereRow = z
  .object({
    merchant: z.string(),
    order_id: z.string(),
    resend: z.string(),
    url: z.string().nullable(),
  })
  .transform(({ order_id: orderId, ...row }) => ({ ...row, orderId }));
type Nowhere = z.output<typeof nowhereRow>;

const idRow = z.object({ id: z.string() });

async function endpointOf(db: Db, merchant: string, origin: string): Promise<string> {
  const known = 'select id from notice_endpoints where merchant = $1 and origin = $2';
  const found = await selectOne(db, idRow, known, [merchant, origin]);
  if (found !== null) return found.id;
  const id = `nend_${randomUUID().replaceAll('-', '')}`;
  await run(
    db,
    `insert into notice_endpoints (id, merchant, origin) values ($1, $2, $3)
     on conflict (merchant, origin) do nothing`,
    [id, merchant, origin],
  );
  return (await selectOne(db, idRow, known, [merchant, origin]))?.id ?? id;
}

function lineOf({ merchant, orderId, resend }: Nowhere): string[] {
  return [merchant, orderId, resend];
}

async function place(db: Db, line: Nowhere): Promise<void> {
  const by = 'merchant = $1 and order_id = $2 and resend = $3 and endpoint is null';
  if (line.url !== null) {
    const endpoint = await endpointOf(db, line.merchant, new URL(line.url).origin);
    await run(db, `update notice_lines set endpoint = $4 where ${by}`, [...lineOf(line), endpoint]);
    return;
  }
  // Nobody is told any more: what was not told stays in the list of events.
  await run(
    db,
    `update notice_lines set due_at = null, tries = 0, told = greatest(told, last_event_sequence)
     from orders where orders.merchant = $1 and orders.id = $2 and notice_lines.${by}`,
    lineOf(line),
  );
}

/**
 * Finds the endpoint of each line that has none yet, or whose address changed.
 *
 * @param most at a time
 * @returns how many
 */
export async function placeLines(db: Db, most: number): Promise<number> {
  const lines = await select(
    db,
    nowhereRow,
    `select first.merchant, first.order_id, first.resend,
       coalesce(orders.notify_url, merchants.notify_url) as url
     from (select merchant, order_id, resend from notice_lines
       where due_at is not null and endpoint is null order by due_at limit $1) as first
     join orders on orders.merchant = first.merchant and orders.id = first.order_id
     join merchants on merchants.id = first.merchant`,
    [most],
  );
  for (const line of lines) await place(db, line);
  return lines.length;
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
}>;

const takenRow = rowOf({
  ...only(columns, 'merchant', 'orderId', 'resend', 'tries'),
  event: text('event'),
  sequence: bigint('sequence'),
  url: orNull(text('url')),
  sinceMs: time('since'),
  isPaidWaiting: boolean('paid'),
  isFailing: boolean('failing'),
});

/** The notice that is longest due. @param endpoint SQL: whether the endpoint may be tried */
const taking = (endpoint: string): string => `with at as (${endpoint}), first as (
    select merchant, order_id, resend, at.failing from notice_lines, at
    where endpoint = $1 and due_at <= now() and (taken_until is null or taken_until <= now())
    order by due_at limit 1 for update of notice_lines skip locked
  ), taken as (
    update notice_lines set taken_until = now() + $2 * interval '1 millisecond',
      due_at = now() + $2 * interval '1 millisecond'
    from first where notice_lines.merchant = first.merchant
      and notice_lines.order_id = first.order_id and notice_lines.resend = first.resend
    returning notice_lines.*, first.failing
  )
  select taken.merchant, taken.order_id, taken.resend, taken.tries,
    events.id as event, events.sequence, coalesce(taken.asked_at, events.created_at) as since,
    coalesce(orders.notify_url, merchants.notify_url) as url,
    taken.failing, exists (select from events as later where later.merchant = taken.merchant
      and later.order_id = taken.order_id and later.sequence > taken.told
      and (taken.ends_with is null or later.sequence <= taken.ends_with)
      and later.type = 'order.paid') as paid
  from taken
  join orders on orders.merchant = taken.merchant and orders.id = taken.order_id
  join merchants on merchants.id = taken.merchant
  join events on events.merchant = taken.merchant and events.order_id = taken.order_id
    and events.sequence = taken.told + 1`;

/** How an endpoint is tried: one that failed so often in a row by one notice at a time. */
export type Trying = Readonly<{
  failuresToRest: number;
  /** How long nobody else takes what is taken, ms. */
  forMs: number;
}>;

const takeFromWell = taking(`select failures > 0 or closed_until is not null as failing
  from notice_endpoints where id = $1 and failures < $3`);

// Whoever asks first has it for himself: the others find it closed.
const takeFromFailing = taking(`update notice_endpoints
  set closed_until = now() + $2 * interval '1 millisecond'
  where id = $1 and failures >= $3 and (closed_until is null or closed_until <= now())
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
    (await selectOne(db, takenRow, takeFromWell, values)) ??
    (await selectOne(db, takenRow, takeFromFailing, values));
  if (row === null) return null;
  const { merchant, orderId, tries, ...rest } = row;
  return { ...rest, key: { merchant, orderId }, attempt: tries + 1 };
}
