import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { OrderKey } from '../../domain/values/order-key.ts';
import { type Db, run, selectOne } from '../database/database.ts';

/** What came of a request: enough to answer a repeat as things stand then. */
export type KeptResource = Readonly<{ kind: string; id: string }>;

/** Names an idempotency key. `scope`: the merchant who sent it, or `*` for ops keys. */
export type IdempotencyName = Readonly<{ scope: string; key: string }>;

export type Taken =
  /**
   * This caller must do it, and end `lease` by `keepResource`, `releaseKey` or `forgetKey`. `isNew`:
   * nobody had the key before, so nothing can have come of it yet.
   */
  | Readonly<{ kind: 'taken'; lease: string; isNew: boolean }>
  /** It was done before: answer with the same resource as it stands now. */
  | Readonly<{ kind: 'done'; resource: KeptResource }>
  /** The first request is still running. */
  | Readonly<{ kind: 'in_use' }>
  /** Another request came under this key. */
  | Readonly<{ kind: 'reused' }>;

const keyRow = z.object({
  request_hash: z.string(),
  lease: z.string(),
  resource: z.object({ kind: z.string(), id: z.string() }).nullable(),
  is_new: z.boolean(),
});

/**
 * After how long without a renewal another request may take a key over; ms. @see
 * docs/api.md#idempotency
 */
export const leaseMs = 5_000;

/**
 * Takes a key for a request. A lease that ran out is taken over, because its holder
 * may have died.
 *
 * @param request its hash over route and body, and the hash that an earlier version stored for it;
 *   `forMs`: life of the lease
 */
export async function takeKey(
  db: Db,
  name: IdempotencyName,
  request: Readonly<{ hash: string; formerHash?: string; forMs?: number }>,
): Promise<Taken> {
  const lease = randomUUID();
  const row = await selectOne(
    db,
    keyRow,
    `insert into idempotency_keys as old (scope, key, request_hash, lease, leased_until)
     values ($1, $2, $3, $4, clock_timestamp() + $5 * interval '1 millisecond')
     on conflict (scope, key) do update set
       lease = case when old.request_hash in (excluded.request_hash, $6) and old.resource is null
         and old.leased_until <= clock_timestamp() then excluded.lease else old.lease end,
       leased_until = case when old.request_hash in (excluded.request_hash, $6) and old.resource is null
         and old.leased_until <= clock_timestamp() then excluded.leased_until else old.leased_until end
     returning request_hash, lease, resource, xmax = 0 as is_new`,
    [
      name.scope,
      name.key,
      request.hash,
      lease,
      request.forMs ?? leaseMs,
      request.formerHash ?? request.hash,
    ],
  );
  if (row === null) throw new Error('The database returned no row for an idempotency key.');
  const isSame = [request.hash, request.formerHash].includes(row.request_hash);
  if (!isSame) return { kind: 'reused' };
  if (row.resource !== null) return { kind: 'done', resource: row.resource };
  return row.lease === lease ? { kind: 'taken', lease, isNew: row.is_new } : { kind: 'in_use' };
}

/** What is known of a key before it is taken: nothing is written. */
export type KeyStanding = Readonly<{
  /** Whether what came of its request is known. */
  isDone: boolean;
  /** Whether a request under it still runs. */
  isInUse: boolean;
  /** The id that a request under it drew, if one got so far. */
  drawn: string | null;
}>;

const standingRow = z.object({
  is_done: z.boolean(),
  is_in_use: z.boolean(),
  drawn: z.string().nullable(),
});

/** Looks at a key without taking it; null if nothing came under it. */
export async function keyStanding(db: Db, name: IdempotencyName): Promise<KeyStanding | null> {
  const row = await selectOne(
    db,
    standingRow,
    `select resource is not null as is_done, drawn,
       resource is null and leased_until > clock_timestamp() as is_in_use
     from idempotency_keys where scope = $1 and key = $2`,
    [name.scope, name.key],
  );
  return row && { isDone: row.is_done, isInUse: row.is_in_use, drawn: row.drawn };
}

/**
 * Holds a key for another `leaseMs`.
 *
 * @returns false when the lease is no longer this holder's: it was taken over, or has ended
 */
export async function renewKey(db: Db, name: IdempotencyName, lease: string): Promise<boolean> {
  const renewed = await run(
    db,
    `update idempotency_keys
     set leased_until = clock_timestamp() + $4 * interval '1 millisecond'
     where scope = $1 and key = $2 and lease = $3 and resource is null`,
    [name.scope, name.key, lease, leaseMs],
  );
  return renewed === 1;
}

/** Stores what came of the request, until its order is erased. The first resource stored stays. */
export async function keepResource(
  db: Db,
  name: IdempotencyName,
  resource: KeptResource,
): Promise<void> {
  await run(
    db,
    `update idempotency_keys set resource = $3::jsonb
     where scope = $1 and key = $2 and resource is null`,
    [name.scope, name.key, JSON.stringify(resource)],
  );
}

/**
 * Ends the lease of a request of which nothing came: the key is as if it had never been sent, and no
 * row tells of it. Only for a key that was new to its holder, and after a definite refusal: an
 * earlier holder's outcome may be unknown.
 */
export async function forgetKey(db: Db, name: IdempotencyName, lease: string): Promise<void> {
  await run(
    db,
    `delete from idempotency_keys
     where scope = $1 and key = $2 and lease = $3 and resource is null`,
    [name.scope, name.key, lease],
  );
}

/**
 * Ends the lease without a result, after a 5xx: the same request may be made again at once. The
 * hash stays, because after a 5xx nobody knows what came of the request. The lease's
 * token is removed, or a renewal on its way would hold the key for a request that has ended.
 */
export async function releaseKey(db: Db, name: IdempotencyName, lease: string): Promise<void> {
  await run(
    db,
    `update idempotency_keys set leased_until = clock_timestamp(), lease = 'given back'
     where scope = $1 and key = $2 and lease = $3 and resource is null`,
    [name.scope, name.key, lease],
  );
}

/**
 * Forgets the keys of an order's requests; the ids of order and refund still prevent a second one.
 */
export async function forgetKeys(db: Db, key: OrderKey): Promise<void> {
  await run(
    db,
    // Two merchants may have orders of one id; our own numbers are nobody else's.
    `delete from idempotency_keys using (
         select $2::text as id
         union select number from attempts where merchant = $1 and order_id = $2
         union select number from refunds where merchant = $1 and order_id = $2) as made
       where resource->>'id' = made.id and (scope = $1 or made.id <> $2)`,
    [key.merchant, key.orderId],
  );
}

/**
 * Forgets keys whose requests made nothing.
 *
 * @param olderThanMs age in ms
 */
export async function forgetUnusedKeys(db: Db, olderThanMs: number): Promise<void> {
  await run(
    db,
    `delete from idempotency_keys where resource is null
       and created_at < now() - $1 * interval '1 millisecond'
       and leased_until < now() - $1 * interval '1 millisecond'`,
    [olderThanMs],
  );
}
