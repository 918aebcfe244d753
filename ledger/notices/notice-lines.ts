import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { OrderKey } from '../../domain/values/order-key.ts';
import { bigint, integer, orNull, text, time } from '../database/column.ts';
import { type Db, run, select, selectOne, transaction } from '../database/database.ts';
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
  .object({ merchant: z.string(), order_id: z.string(), resend: z.string(), url: z.string().nullable() })
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
}>;

const takenRow = rowOf({
  ...only(columns, 'merchant', 'orderId', 'resend', 'tries'),
  event: text('event'),
  sequence: bigint('sequence'),
  url: orNull(text('url')),
  sinceMs: time('since'),
  paid: text('paid'),
});

const taking = `with first as (
    select merchant, order_id, resend from notice_lines
    where endpoint = $1 and due_at <= now() and (taken_until is null or taken_until <= now())
    order by due_at limit 1 for update skip locked
  ), taken as (
    update notice_lines set taken_until = now() + $2 * interval '1 millisecond',
      due_at = now() + $2 * interval '1 millisecond'
    from first where notice_lines.merchant = first.merchant
      and notice_lines.order_id = first.order_id and notice_lines.resend = first.resend
    returning notice_lines.*
  )
  select taken.merchant, taken.order_id, taken.resend, taken.tries,
    events.id as event, events.sequence, coalesce(taken.asked_at, events.created_at) as since,
    coalesce(orders.notify_url, merchants.notify_url) as url,
    (exists (select from events as later where later.merchant = taken.merchant
      and later.order_id = taken.order_id and later.sequence > taken.told
      and (taken.ends_with is null or later.sequence <= taken.ends_with)
      and later.type = 'order.paid'))::text as paid
  from taken
  join orders on orders.merchant = taken.merchant and orders.id = taken.order_id
  join merchants on merchants.id = taken.merchant
  join events on events.merchant = taken.merchant and events.order_id = taken.order_id
    and events.sequence = taken.told + 1`;


/** How an endpoint is that failed again and again: one at a time tries it. */
export type Resting = Readonly<{ failuresToRest: number; forMs: number }>;

const restsRow = z.object({ rests: z.boolean() });

/** False: nothing may be tried now. */
async function mayTry(db: Db, endpoint: string, { failuresToRest, forMs }: Resting): Promise<boolean> {
  const row = await selectOne(
    db,
    restsRow,
    'select failures >= $2 as rests from notice_endpoints where id = $1',
    [endpoint, failuresToRest],
  );
  if (row === null) return false;
  if (!row.rests) return true;
  const probed = await run(
    db,
    `update notice_endpoints set closed_until = now() + $3 * interval '1 millisecond'
     where id = $1 and failures >= $2 and (closed_until is null or closed_until <= now())`,
    [endpoint, failuresToRest, forMs],
  );
  return probed === 1;
}

/**
 * Takes the notice of an endpoint that is longest due. Nobody else takes it for `resting.forMs`.
 *
 * @returns null: nothing is due, or the endpoint rests
 */
export async function takeNotice(
  db: Db,
  endpoint: string,
  resting: Resting,
): Promise<TakenNotice | null> {
  const none = new Error('nothing was taken');
  try {
    return await transaction(db, async (inside) => {
      if (!(await mayTry(inside, endpoint, resting))) throw none;
      const row = await selectOne(inside, takenRow, taking, [endpoint, resting.forMs]);
      if (row === null) throw none;
      const { merchant, orderId, tries, paid, ...rest } = row;
      const key = { merchant, orderId };
      return { ...rest, key, attempt: tries + 1, isPaidWaiting: paid === 'true' };
    });
  } catch (error) {
    if (error === none) return null;
    throw error;
  }
}
