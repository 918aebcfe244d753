import { randomUUID } from 'node:crypto';
import type { CallbackInput } from '../../domain/facts/input.ts';
import type { OrderKey } from '../../domain/values/order-key.ts';
import { callbackColumns, callbackInputOf } from './callback-news.ts';
import { inboxTable, originColumns, type verifiedColumns } from './inbox-columns.ts';
import { tellChange } from '../database/change-notifications.ts';
import { type Db, run, select, selectOne } from '../database/database.ts';
import { integer, orNull } from '../database/column.ts';
import { ofOrder } from '../database/order-key-row.ts';
import { listOf, only, placesOf, type RowOf, rowOf, valuesOf } from '../database/table.ts';

/** A verified callback as it came. */
export type VerifiedCallback = RowOf<typeof verifiedColumns>;

const idRow = rowOf(only(inboxTable.columns, 'id'));

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
  const state = isNews ? 'received' : 'ignored';
  const row = { ...callback, id: `cb_${randomUUID().replaceAll('-', '')}`, state } as const;
  const stored = await selectOne(
    db,
    idRow,
    `insert into inbox (${listOf(inboxTable.columns)}, due_at)
     values (${placesOf(inboxTable.columns)}, ${isNews ? 'clock_timestamp()' : 'null'})
     on conflict (channel, account, event_id) do nothing returning id`,
    valuesOf(inboxTable.columns, row),
  );
  if (stored !== null) {
    if (isNews) await tellChange(db, { kind: 'inbox' });
    return { kind: 'stored', id: stored.id };
  }
  const known = await selectOne(
    db,
    idRow,
    'select id from inbox where channel = $1 and account = $2 and event_id = $3',
    [callback.channel, callback.account, callback.eventId],
  );
  if (known === null) throw new Error('A callback is neither new nor there.');
  return { kind: 'known', id: known.id };
}

/** A callback to be handed over now. */
export type LeasedCallback = RowOf<typeof originColumns> &
  Readonly<{
    id: string;
    /** How often it was leased, this time included. */
    leases: number;
    /** The order it belongs to; null: no attempt of ours has this payment number. */
    key: OrderKey | null;
    /** What came, in the words of the rules. */
    input: CallbackInput;
  }>;

const known = { merchant: orNull(ofOrder.merchant), orderId: orNull(ofOrder.orderId) };
const leasedColumns = { ...callbackColumns, ...originColumns, leases: integer('leases') };

const leasedRow = rowOf({ ...leasedColumns, ...known }).transform((row): LeasedCallback => {
  const { id, channel, account, eventId, receivedAtMs, leases, merchant, orderId } = row;
  const key = merchant === null || orderId === null ? null : { merchant, orderId };
  return { id, channel, account, eventId, receivedAtMs, leases, key, input: callbackInputOf(row) };
});

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
     select ${listOf(leasedColumns, 'leased')}, ${listOf(known, 'known')} from leased
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
