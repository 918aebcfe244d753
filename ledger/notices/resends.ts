import { z } from 'zod';
import { type Db, run, selectOne } from '../database/database.ts';
import { toTimestamp } from '../database/time.ts';

// An event that waits to be sent again is due at once instead, and its tries begin anew.
const again = `on conflict (merchant, order_id, resend) do update set told = excluded.told,
  newest = excluded.newest, asked_at = now(), due_at = now(), tries = 0`;

// Sorted, so that two who send the same again wait for one another and do not deadlock.
const resent = `insert into notice_lines
    (merchant, order_id, resend, told, newest, asked_at, due_at)
  select merchant, order_id, id, sequence - 1, sequence, now(), now() from again
  where exists (
    select from orders join merchants on merchants.id = orders.merchant
    where orders.merchant = again.merchant and orders.id = again.order_id
      and coalesce(orders.notify_url, merchants.notify_url) is not null
  )
  order by merchant, order_id, id ${again}`;

const merchantRow = z.object({ merchant: z.string() });

/**
 * Sends an event again, beside its order's line.
 *
 * @param merchant null: of any merchant
 * @returns `unknown`: there is no such event; `nowhere`: neither order nor merchant names an address
 */
export async function resendEvent(
  db: Db,
  id: string,
  merchant: string | null,
): Promise<'sent' | 'unknown' | 'nowhere'> {
  const known = await selectOne(
    db,
    merchantRow,
    'select merchant from events where id = $1 and ($2::text is null or merchant = $2)',
    [id, merchant],
  );
  if (known === null) return 'unknown';
  const one = 'with again as (select * from events where id = $1)';
  return (await run(db, `${one} ${resent}`, [id])) > 0 ? 'sent' : 'nowhere';
}

/** Events that a merchant wants again; moments in ms since 1970. */
export type ResendRange = Readonly<{
  merchant: string;
  createdAfterMs: number;
  createdBeforeMs: number;
  /** Null: of any type. */
  type: string | null;
  /** The most events in that time, of any type. */
  most: number;
}>;

const countRow = z.object({ count: z.number() });

const inRange = `from events where merchant = $1 and created_at > $2 and created_at < $3
  order by created_at limit $4`;

/**
 * Sends the events of a range again.
 *
 * @returns how many; null: there are more than `most` in that time, and none is sent
 */
export async function resendRange(db: Db, range: ResendRange): Promise<number | null> {
  const { merchant, createdAfterMs, createdBeforeMs, type, most } = range;
  const asked = [merchant, toTimestamp(createdAfterMs), toTimestamp(createdBeforeMs), most + 1];
  const all = await selectOne(
    db,
    countRow,
    `select count(*)::int as count from (select created_at ${inRange}) as found`,
    asked,
  );
  if (all === null || all.count > most) return null;
  return await run(
    db,
    `with everything as (select * ${inRange}), again as (
       select * from everything where $5::text is null or type = $5
     ) ${resent}`,
    [...asked, type],
  );
}
