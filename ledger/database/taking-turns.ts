import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseError, type PoolClient } from 'pg';
import { z } from 'zod';
import { type Db, run, selectOne } from './database.ts';

/**
 * How long a migration waits for a lock, ms. While it waits, every later statement on that table
 * waits behind it; so it is short, and then all who wait go first.
 */
export const lockWaitMs = 1_000;

/** How long a migration leaves the table alone before it asks for the lock again, ms. */
const pausesMs = [500, 1_000, 2_000, 5_000, 10_000];

/** How long a migration goes on asking before it gives up, ms. */
const patienceMs = 10 * 60_000;

/** Told to the person who migrates. */
export type Tell = (line: string) => void;

/** 55P03: the lock was not had in time. 40P01: two waited for each other, and this one gave way. */
const givenWay: ReadonlySet<string | undefined> = new Set(['55P03', '40P01']);

/** Whether the database refused for another's lock alone, so that the same may be tried again. */
export function isForALock(error: unknown): boolean {
  return error instanceof DatabaseError && givenWay.has(error.code);
}

const holderRow = z.object({ holder: z.string() });

/** Whose transaction has been open for longest, which is likely the one that is waited for. */
async function longestOpen(db: Db): Promise<string> {
  const row = await selectOne(
    db,
    holderRow,
    `select format('process %s (%s, %s) has a transaction open since %s', pid,
       coalesce(nullif(application_name, ''), 'unnamed'), state,
       to_char(xact_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) as holder
     from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null
     order by xact_start limit 1`,
  );
  return row?.holder ?? 'nobody has a transaction open any more';
}

/**
 * Does what needs locks of tables in use. If a lock is not had within `lockWaitMs`, it is undone
 * and tried again after a pause, so that payments never queue behind it for longer.
 *
 * @param work rolls itself back when it fails
 * @throws what `work` threw, when it goes on for too long or it is no matter of locks
 */
export async function takingTurns<T>(
  connection: PoolClient,
  name: string,
  work: () => Promise<T>,
  tell: Tell,
): Promise<T> {
  const untilMs = performance.now() + patienceMs;
  await run(connection, `set lock_timeout = ${lockWaitMs}`);
  for (let tried = 0; ; tried += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isForALock(error) || performance.now() > untilMs) throw error;
      const pauseMs = pausesMs[Math.min(tried, pausesMs.length - 1)] ?? 0;
      tell(
        `${name} waits for a lock; nothing of it was done, and payments go first for ` +
          `${pauseMs / 1_000} s: ${await longestOpen(connection)}.`,
      );
      await sleep(pauseMs);
    }
  }
}
