import { z } from 'zod';
import type { Person } from '../../domain/facts/input.ts';
import { noteAct } from '../acts/acts.ts';
import { type Db, run, select, selectOne, transaction } from '../database/database.ts';

/** Whose clock was held against a process's own: a channel account's, or the database's. */
export type OtherClock = Readonly<{ channel: string; account: string }> | 'database';

/** How far the other clock is ahead; ms. */
export type Skew = Readonly<{ skewMs: number; uncertaintyMs: number }>;

/** A clock that is further off is told to people: WeChat refuses at five minutes; ms. */
export const toleratedSkewMs = 120_000;

/** Whether a clock is off for certain. */
export function isOff({ skewMs, uncertaintyMs }: Skew): boolean {
  return Math.abs(skewMs) - uncertaintyMs > toleratedSkewMs;
}

/** SQL condition: it is off, and was measured lately enough to be believed. */
export const isOffNow = `off_since is not null
  and measured_at > clock_timestamp() - interval '1 hour'`;

/** Notes what a process measured, and forgets processes that are gone. */
export async function recordSkew(
  db: Db,
  process: string,
  other: OtherClock,
  skew: Skew,
): Promise<void> {
  const { channel, account } = other === 'database' ? { channel: '', account: '' } : other;
  await run(
    db,
    `insert into clock_skews as old (process, channel, account, skew_ms, uncertainty_ms, off_since)
     values ($1, $2, $3, $4, $5, case when $6 then clock_timestamp() end)
     on conflict (process, channel, account) do update set skew_ms = excluded.skew_ms,
       uncertainty_ms = excluded.uncertainty_ms, measured_at = excluded.measured_at,
       off_since = case when excluded.off_since is null then null
         else coalesce(old.off_since, excluded.off_since) end`,
    [process, channel, account, skew.skewMs, skew.uncertaintyMs, isOff(skew)],
  );
  await run(db, `delete from clock_skews where measured_at < clock_timestamp() - interval '1 day'`);
}

const offRow = z.object({ channel: z.string(), skew_ms: z.number() }).transform((row) => ({
  against: row.channel === '' ? 'database' : row.channel,
  skewMs: row.skew_ms,
}));

/** The clocks that are off now, each channel's by its largest skew. */
export async function clocksOff(db: Db): Promise<Readonly<{ against: string; skewMs: number }>[]> {
  return select(
    db,
    offRow,
    `select distinct on (channel) channel, skew_ms from clock_skews where ${isOffNow}
     order by channel, abs(skew_ms) desc`,
  );
}

/** Callbacks that were refused in the last hour for the time that they were signed at. */
export async function staleCallbacks(db: Db): Promise<number> {
  const row = await selectOne(
    db,
    z.object({ stale: z.number() }),
    `select count(*)::int as stale
     from (select reason, received_at from refused_callbacks order by arrival desc limit 1000) as kept
     where reason = 'stale' and received_at > clock_timestamp() - interval '1 hour'`,
  );
  return row?.stale ?? 0;
}

/** How far the database's clock is ahead of this process's. */
export async function databaseSkew(db: Db): Promise<Skew> {
  const began = performance.now();
  const row = await selectOne(
    db,
    z.object({ at: z.number() }),
    'select extract(epoch from clock_timestamp())::float8 * 1000 as at',
  );
  const tookMs = performance.now() - began;
  if (row === null) throw new Error('The database told no time.');
  const meantAtMs = Date.now() - tookMs / 2;
  return { skewMs: Math.round(row.at - meantAtMs), uncertaintyMs: Math.ceil(tookMs / 2) };
}

/**
 * A person's word ends the alert of a clock: what was measured is forgotten, and comes again with
 * the next answer of the channel, or of the database, if it is still so.
 *
 * @param at both null: the database
 */
export async function forgetSkews(
  db: Db,
  id: string,
  at: Readonly<{ channel: string | null; account: string | null }>,
  by: Person,
): Promise<boolean> {
  return transaction(db, async (inside) => {
    const forgotten = await run(
      inside,
      'delete from clock_skews where channel = $1 and account = $2 and off_since is not null',
      [at.channel ?? '', at.account ?? ''],
    );
    if (forgotten === 0) return false;
    await noteAct(inside, by, {
      what: 'attention_resolved',
      merchant: null,
      subject: id,
      detail: { channel: at.channel, account: at.account },
    });
    return true;
  });
}
