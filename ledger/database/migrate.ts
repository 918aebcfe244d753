import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PoolClient } from 'pg';
import { z } from 'zod';
import { type Database, run, select, transaction } from './database.ts';

/** The folder of the numbered migrations. */
export const migrationsFolder = fileURLToPath(new URL('../migrations/', import.meta.url));

// Any number that nobody else in this database uses for a lock.
const migrationLock = 7_243_829_001;

const appliedRow = z.object({ name: z.string(), checksum: z.string() });

/** Thrown when a migration was edited after it ran, or when a migration fails. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}

type Migration = Readonly<{ name: string; sql: string; checksum: string }>;

async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(join(folder, name), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

async function apply(connection: PoolClient, migration: Migration): Promise<void> {
  try {
    await transaction(connection, async (inside) => {
      await run(inside, migration.sql);
      await run(inside, 'insert into schema_migrations (name, checksum) values ($1, $2)', [
        migration.name,
        migration.checksum,
      ]);
    });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new MigrationError(
      `Migration ${migration.name} failed and was rolled back; those before it stay: ${why}`,
      { cause },
    );
  }
}

async function applyPending(connection: PoolClient, folder: string): Promise<string[]> {
  await run(
    connection,
    `create table if not exists schema_migrations
       (name text primary key, checksum text not null, applied_at timestamptz not null default now())`,
  );
  const applied = new Map(
    (await select(connection, appliedRow, 'select name, checksum from schema_migrations')).map(
      (one) => [one.name, one.checksum],
    ),
  );
  const done: string[] = [];
  for (const migration of await readMigrations(folder)) {
    const checksum = applied.get(migration.name);
    if (checksum === undefined) {
      await apply(connection, migration);
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

/**
 * Brings the schema up to date; forward only. If it is up to date, nothing is done.
 * Several processes may call it at once: they take turns.
 *
 * @returns names of the migrations that ran in this call
 * @throws MigrationError
 */
export async function migrate(db: Database, folder: string = migrationsFolder): Promise<string[]> {
  const connection = await db.connect();
  try {
    // A migration, and the wait for those of another process, may take long.
    await run(connection, 'set statement_timeout = 0');
    await run(connection, 'set lock_timeout = 0');
    await run(connection, 'select pg_advisory_lock($1)', [migrationLock]);
    return await applyPending(connection, folder);
  } finally {
    // Closed and not returned to the pool: this frees the lock and drops the changed time-outs.
    connection.release(true);
  }
}
