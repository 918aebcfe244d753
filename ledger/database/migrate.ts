import { setTimeout as sleep } from 'node:timers/promises';
import type { PoolClient } from 'pg';
import { z } from 'zod';
import { buildIndex } from './build-index.ts';
import { type Database, run, select, selectOne, transaction } from './database.ts';
import {
  type Migration,
  MigrationError,
  migrationsFolder,
  readMigrations,
} from './migration-files.ts';
import { isForALock, takingTurns, type Tell } from './taking-turns.ts';

// Any number that nobody else in this database uses for a lock.
const migrationLock = 7_243_829_001;

const tableRow = z.object({ to_regclass: z.string().nullable() });
const appliedRow = z.object({ name: z.string(), checksum: z.string() });

type Applying = Readonly<{ db: Database; connection: PoolClient; tell: Tell }>;

async function noteApplied(connection: PoolClient, { name, checksum }: Migration): Promise<void> {
  await run(connection, 'insert into schema_migrations (name, checksum) values ($1, $2)', [
    name,
    checksum,
  ]);
}

async function applyWhole({ connection, tell }: Applying, migration: Migration): Promise<void> {
  const work = (): Promise<void> =>
    transaction(connection, async (inside) => {
      await run(inside, migration.sql);
      await noteApplied(inside, migration);
    });
  await takingTurns(connection, migration.name, work, tell);
}

/** Whoever writes a row that a batch has changed waits for the commit of that batch alone. */
async function applyInBatches(
  { connection, tell }: Applying,
  { name, sql }: Migration,
): Promise<void> {
  for (let all = 0; ;) {
    const count = await takingTurns(connection, name, () => run(connection, sql), tell);
    if (count === 0) return;
    all += count;
    tell(`${name}: ${all} rows`);
  }
}

async function apply(applying: Applying, migration: Migration): Promise<void> {
  const { db, connection, tell } = applying;
  const { name, concurrent, isInBatches } = migration;
  const isWhole = concurrent === null && !isInBatches;
  try {
    if (isWhole) {
      await applyWhole(applying, migration);
      return;
    }
    if (isInBatches) await applyInBatches(applying, migration);
    for (const statement of concurrent ?? []) await buildIndex(db, connection, statement, tell);
    await noteApplied(connection, migration);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const what = isWhole
      ? 'failed and was rolled back; those before it stay'
      : 'failed; what it has done and those before it stay. Run this again: it goes on from there';
    const lock = isForALock(cause)
      ? ' Somebody keeps a transaction open on a table it changes: look at pg_stat_activity, then run this again.'
      : '';
    throw new MigrationError(`Migration ${name} ${what}: ${why}.${lock}`, { cause });
  }
}

async function applyPending(applying: Applying, folder: string): Promise<string[]> {
  const { connection, tell } = applying;
  // A role that owns nothing may call this where nothing is left to do, so it asks first.
  const there = await selectOne(connection, tableRow, "select to_regclass('schema_migrations')");
  if (there?.to_regclass === null) {
    await run(
      connection,
      `create table schema_migrations
         (name text primary key, checksum text not null, applied_at timestamptz not null default now())`,
    );
  }
  const applied = new Map(
    (await select(connection, appliedRow, 'select name, checksum from schema_migrations')).map(
      (one) => [one.name, one.checksum],
    ),
  );
  const done: string[] = [];
  for (const migration of await readMigrations(folder)) {
    const checksum = applied.get(migration.name);
    if (checksum === undefined) {
      tell(`${migration.name} begins`);
      await apply(applying, migration);
      done.push(migration.name);
    } else if (checksum !== migration.checksum) {
      throw new MigrationError(
        `Migration ${migration.name} was changed after it had run on this database. ` +
          'Nothing was touched. Restore the file as released, and put the change into a new migration.',
      );
    }
  }
  return done;
}

const turnRow = z.object({ is_mine: z.boolean() });

/**
 * Waits until no other process migrates. It asks again and again: a statement that waited would
 * hold a snapshot, and an index that the other builds waits for every snapshot older than itself.
 */
async function takeTurn(connection: PoolClient, tell: Tell): Promise<void> {
  for (let asked = 0; ; asked += 1) {
    const sql = 'select pg_try_advisory_lock($1) as is_mine';
    const row = await selectOne(connection, turnRow, sql, [migrationLock]);
    if (row?.is_mine === true) return;
    if (asked === 0) tell('Another process migrates this database; this one waits for it.');
    await sleep(200);
  }
}

const silent: Tell = () => undefined;

/**
 * Brings the schema up to date; forward only. If it is up to date, nothing is done.
 * Several processes may call it at once: they take turns. Payments go on meanwhile.
 *
 * @param tell lines for the person who migrates: how far it is, and what it waits for
 * @returns names of the migrations that ran in this call
 * @throws MigrationError
 */
export async function migrate(
  db: Database,
  folder: string = migrationsFolder,
  tell: Tell = silent,
): Promise<string[]> {
  const connection = await db.connect();
  try {
    // A migration may take long.
    await run(connection, 'set statement_timeout = 0');
    await takeTurn(connection, tell);
    return await applyPending({ db, connection, tell }, folder);
  } finally {
    // Closed and not returned to the pool: this frees the lock and drops the changed time-outs.
    connection.release(true);
  }
}
