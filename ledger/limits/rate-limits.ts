import { z } from 'zod';
import { type Db, run, select, selectOne } from '../database/database.ts';

/** A caller whose calls are counted, as its row names it. */
export type CountedCaller = Readonly<{ kind: 'key' | 'token' | 'address'; name: string }>;

/** Calls that a process asks for at once, to let them through by itself. */
export type WantedLease = CountedCaller &
  Readonly<{
    calls: number;
    /** The caller's limit. */
    perSecond: number;
    burst: number;
  }>;

/** What was given; `fullInS` seconds later the whole burst would be there again. */
export type GivenLease = CountedCaller & Readonly<{ calls: number; fullInS: number }>;

const used = `least(excluded.burst, excluded.per_second
  * greatest(0, extract(epoch from held.full_at - statement_timestamp())::float8))`;
// A little is added: what is there to the last call is not to fall short of it by a rounding.
const given = `greatest(0, floor(least(excluded.leased, excluded.burst - ${used}) + 0.000001))`;

const lease = `
  insert into rate_limits as held (kind, name, per_second, burst, full_at, leased)
  select kind, name, per_second, burst,
    statement_timestamp() + least(calls, burst) / per_second * interval '1 second',
    least(calls, burst)
  from unnest($1::text[], $2::text[], $3::float8[], $4::float8[], $5::float8[])
    as wanted (kind, name, calls, per_second, burst)
  -- In one order, so that no two processes wait for each other.
  order by kind, name
  on conflict (kind, name) do update set
    per_second = excluded.per_second,
    burst = excluded.burst,
    leased = ${given},
    full_at = statement_timestamp()
      + (${used} + ${given}) / excluded.per_second * interval '1 second'
  returning kind, name, leased as calls,
    extract(epoch from full_at - statement_timestamp())::float8 as full_in_s`;

const leaseRow = z
  .object({
    kind: z.enum(['key', 'token', 'address']),
    name: z.string(),
    calls: z.number(),
    full_in_s: z.number(),
  })
  .transform(({ full_in_s, ...row }): GivenLease => ({ ...row, fullInS: full_in_s }));

/**
 * Leases calls for several callers by one statement, each at most once. A lease that is not used is
 * lost, and made up for by time.
 *
 * @returns for each caller as many whole calls as there are, up to those wanted
 */
export async function leaseCalls(db: Db, wanted: readonly WantedLease[]): Promise<GivenLease[]> {
  return select(db, leaseRow, lease, [
    wanted.map((one) => one.kind),
    wanted.map((one) => one.name),
    wanted.map((one) => one.calls),
    wanted.map((one) => one.perSecond),
    wanted.map((one) => one.burst),
  ]);
}

/** The most rows that one sweep deletes. */
const mostSwept = 1_000;

/**
 * Deletes rows of callers that called so little of late that their burst is whole again.
 *
 * @returns whether there are others left
 */
export async function sweepLimits(db: Db): Promise<boolean> {
  await run(
    db,
    `delete from rate_limits where (kind, name) in
       (select kind, name from rate_limits where full_at < statement_timestamp()
        order by full_at limit $1 for update skip locked)`,
    [mostSwept],
  );
  const left = await selectOne(
    db,
    z.object({ any: z.boolean() }),
    'select exists (select from rate_limits) as any',
  );
  return left?.any === true;
}
