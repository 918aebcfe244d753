import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { CallbackInput } from '../../domain/facts/input.ts';
import type { OrderKey } from '../../domain/values/order-key.ts';
import { callbackColumns, callbackInputOf, type CallbackNews } from './callback-news.ts';
import { tellChange } from '../database/change-notifications.ts';
import { type Db, run, select, selectOne } from '../database/database.ts';
import { timeMs, toTimestamp } from '../database/time.ts';

/** A verified callback as it came. */
export type VerifiedCallback = Readonly<{
  channel: string;
  account: string;
  /** The channel's own id of the event, the same in all its retries. */
  eventId: string;
  headers: Readonly<Record<string, string>>;
  body: Buffer;
  receivedAtMs: number;
  /** The channel's signed time. */
  signedAtMs: number;
  /** Signed at most five minutes before it arrived, see `isFreshCallback`. */
  fresh: boolean;
  /** The payment number at the channel; null exactly when `news` is null. */
  channelNumber: string | null;
  /** Null: it says nothing to the rules, so it is kept and never handed over. */
  news: CallbackNews | null;
}>;

/**
 * Stores a verified callback; after that it may be acknowledged. One event is one row,
 * however often the channel sends it.
 *
 * @returns `known` with the first row's id when it came before
 */
export async function storeCallback(
  db: Db,
  callback: VerifiedCallback,
): Promise<Readonly<{ kind: 'stored' | 'known'; id: string }>> {
  const isNews = callback.news !== null && callback.channelNumber !== null;
  const stored = await selectOne(
    db,
    z.object({ id: z.string() }),
    `insert into inbox (id, channel, account, event_id, headers, body, received_at, signed_at,
       fresh, channel_number, news, state, due_at)
     values ($1, $2, $3, $4, $5::jsonb, $6, $7, $8, $9, $10, $11::jsonb, $12,
       case when $12 = 'received' then clock_timestamp() end)
     on conflict (channel, account, event_id) do nothing returning id`,
    [
      `cb_${randomUUID().replaceAll('-', '')}`,
      callback.channel,
      callback.account,
      callback.eventId,
      JSON.stringify(callback.headers),
      callback.body,
      toTimestamp(callback.receivedAtMs),
      toTimestamp(callback.signedAtMs),
      callback.fresh,
      callback.channelNumber,
      callback.news && JSON.stringify(callback.news),
      isNews ? 'received' : 'ignored',
    ],
  );
  if (stored !== null) {
    if (isNews) await tellChange(db, { kind: 'inbox' });
    return { kind: 'stored', id: stored.id };
  }
  const known = await selectOne(
    db,
    z.object({ id: z.string() }),
    'select id from inbox where channel = $1 and account = $2 and event_id = $3',
    [callback.channel, callback.account, callback.eventId],
  );
  if (known === null) throw new Error('A callback is neither new nor there.');
  return { kind: 'known', id: known.id };
}

const leasedRow = z
  .object({
    ...callbackColumns,
    channel: z.string(),
    account: z.string(),
    event_id: z.string(),
    received_at: timeMs,
    leases: z.number(),
    merchant: z.string().nullable(),
    order_id: z.string().nullable(),
  })
  .transform((row): LeasedCallback => {
    const key =
      row.merchant === null || row.order_id === null
        ? null
        : { merchant: row.merchant, orderId: row.order_id };
    return {
      id: row.id,
      channel: row.channel,
      account: row.account,
      eventId: row.event_id,
      receivedAtMs: row.received_at,
      leases: row.leases,
      key,
      input: callbackInputOf(row),
    };
  });

/** A callback to be handed over now. */
export type LeasedCallback = Readonly<{
  id: string;
  channel: string;
  account: string;
  eventId: string;
  receivedAtMs: number;
  /** How often it was leased, including this time. */
  leases: number;
  /** The order it belongs to; null: no attempt here has this payment number. */
  key: OrderKey | null;
  /** What it says, in the vocabulary of the rules. */
  input: CallbackInput;
}>;

/**
 * Leases callbacks that wait to be handed over, or were handed over and are not consumed yet.
 * Other processes don't get them until the lease is over; no transaction stays open.
 */
export async function leaseCallbacks(
  db: Db,
  { limit, leaseMs, by }: Readonly<{ limit: number; leaseMs: number; by: string }>,
): Promise<LeasedCallback[]> {
  const leased = await select(
    db,
    // A row that this build can't read stays for a build that can, and holds up no other.
    leasedRow.nullable().catch(null),
    `with due as (
       select id from inbox where due_at <= clock_timestamp()
       order by due_at, arrival limit $1 for update skip locked
     ), leased as (
       update inbox set leases = leases + 1, leased_by = $3,
         due_at = clock_timestamp() + $2 * interval '1 millisecond'
       from due where inbox.id = due.id returning inbox.*
     )
     select leased.*, known.merchant, known.order_id from leased
       left join lateral (
         select merchant, order_id from attempts
         where attempts.channel = leased.channel and attempts.account = leased.account
           and attempts.channel_number = leased.channel_number limit 1
       ) as known on true
     order by leased.arrival`,
    [limit, leaseMs, by],
  );
  return leased.filter((row) => row !== null);
}

/**
 * Notes that the engine took a callback. Until an append consumes it, it comes
 * again after `againInMs`.
 */
export async function markHandedOver(
  db: Db,
  id: string,
  againInMs = defaultAgainInMs,
): Promise<void> {
  await run(
    db,
    `update inbox set state = 'handed_over', handed_over_at = clock_timestamp(), leased_by = null,
       due_at = greatest(clock_timestamp() + $2 * interval '1 millisecond',
         (select next_try_at from order_holds where callback = $1))
     where id = $1 and state in ('received', 'handed_over')`,
    [id, againInMs],
  );
}

const defaultAgainInMs = 60_000;
