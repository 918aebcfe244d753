import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import { z } from 'zod';
import { run, selectOne } from './database.ts';
import type { ConcurrentStatement } from './migration-files.ts';
import { isForALock, type Tell } from './taking-turns.ts';

const builtRow = z.object({ is_valid: z.boolean() });

/** Whether the index is there, and whole; null: there is none of this name. */
async function isBuilt(connection: PoolClient, index: string): Promise<boolean | null> {
  const row = await selectOne(
    connection,
    builtRow,
    `select indisvalid as is_valid from pg_index where indexrelid = to_regclass(quote_ident($1))`,
    [index],
  );
  return row && row.is_valid;
}

const progressRow = z.object({ phase: z.string(), done: z.number().nullable() });

const everyMs = 5_000;

/** Tells how far the build is, for as long as it goes on; its own connection is busy with it. */
async function tellProgress(
  db: Pool,
  index: string,
  tell: Tell,
  ended: AbortSignal,
): Promise<void> {
  for (;;) {
    const isOver = await sleep(everyMs, false, { signal: ended }).catch(() => true);
    if (isOver) return;
    const row = await selectOne(
      db,
      progressRow,
      `select phase, round(100 * coalesce(nullif(blocks_done, 0)::numeric / nullif(blocks_total, 0),
         nullif(tuples_done, 0)::numeric / nullif(tuples_total, 0)))::int as done
       from pg_stat_progress_create_index where datname = current_database() limit 1`,
    ).catch(() => null);
    if (row !== null) {
      tell(`${index}: ${row.phase}${row.done === null ? '' : `, ${row.done} % of that`}`);
    }
  }
}

const mostTries = 5;

async function build(
  connection: PoolClient,
  { sql, index }: ConcurrentStatement,
  tell: Tell,
): Promise<void> {
  for (let tried = 1; ; tried += 1) {
    // A build that failed leaves an index that is written to and never read.
    if ((await isBuilt(connection, index)) === false) {
      tell(`${index} is left over from a build that failed: dropped, and built again`);
      await run(connection, `drop index concurrently if exists "${index}"`);
    }
    try {
      await run(connection, sql);
      return;
    } catch (error) {
      if (!isForALock(error) || tried >= mostTries) throw error;
      tell(`${index}: gave way to another's lock, and is built again`);
    }
  }
}

/**
 * Builds or drops an index while others read and write its table: nobody waits for it. It waits
 * itself, without a bound, for transactions that were open before it.
 *
 * @param db for the look at how far it is
 */
export async function buildIndex(
  db: Pool,
  connection: PoolClient,
  statement: ConcurrentStatement,
  tell: Tell,
): Promise<void> {
  const { kind, index, sql } = statement;
  // Its lock conflicts with no reader and no writer, so waiting for it keeps nobody waiting.
  await run(connection, 'set lock_timeout = 0');
  if (kind === 'drop') {
    await run(connection, sql);
    return;
  }
  if ((await isBuilt(connection, index)) === true) return;
  const over = new AbortController();
  const beganMs = performance.now();
  const told = tellProgress(db, index, tell, over.signal);
  try {
    await build(connection, statement, tell);
  } finally {
    over.abort();
    await told;
  }
  tell(`${index}: built in ${((performance.now() - beganMs) / 1_000).toFixed(1)} s`);
}
