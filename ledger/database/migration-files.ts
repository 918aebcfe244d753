import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the numbered migrations. */
export const migrationsFolder = fileURLToPath(new URL('../migrations/', import.meta.url));

/** Thrown when a migration was edited after it ran, can't be run as it is, or fails. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}

/** A numbered file of the schema. */
export type Migration = Readonly<{
  name: string;
  checksum: string;
  sql: string;
  /**
   * Null: it runs otherwise. Else its statements, each of which builds or drops an
   * index while others read and write, which PostgreSQL does in no transaction.
   */
  concurrent: readonly ConcurrentStatement[] | null;
  /**
   * It runs in no transaction around all: its one statement changes some rows, and is run, and
   * committed, until it changes none. With neither this nor `concurrent` it runs whole, in one.
   */
  isInBatches: boolean;
}>;

/** A statement that may be run again, whatever became of it the first time. */
export type ConcurrentStatement = Readonly<{ sql: string; kind: 'create' | 'drop'; index: string }>;

/** The first line of a file whose statements run one by one, outside a transaction. */
const outside = '-- outside a transaction';

/** The first line of a file whose one statement is run until it changes no row. */
const batches = '-- in batches';

const create = /^create (?:unique )?index concurrently if not exists "?([a-z][\w/-]*)"?\s+on /;
const drop = /^drop index concurrently if exists "?([a-z][\w/-]*)"?$/;

function concurrentStatement(sql: string, name: string): ConcurrentStatement {
  const created = create.exec(sql)?.[1];
  if (created !== undefined) return { sql, kind: 'create', index: created };
  const dropped = drop.exec(sql)?.[1];
  if (dropped !== undefined) return { sql, kind: 'drop', index: dropped };
  throw new MigrationError(
    `Migration ${name} runs outside a transaction and holds a statement that can not be run twice: ` +
      `${sql}. Nothing was touched. It may hold "create index concurrently if not exists" and ` +
      '"drop index concurrently if exists" alone; put the rest into a migration of its own.',
  );
}

function concurrentStatements(sql: string, name: string): ConcurrentStatement[] {
  return sql
    .replaceAll(/^\s*--.*$/gm, '')
    .split(/;\s*$/m)
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .map((one) => concurrentStatement(one, name));
}

/**
 * Reads a folder of migrations, in the order of their names.
 *
 * @throws MigrationError for one that can't be run as it is
 */
export async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(join(folder, name), 'utf8');
      const checksum = createHash('sha256').update(sql).digest('hex');
      const concurrent = sql.startsWith(`${outside}\n`) ? concurrentStatements(sql, name) : null;
      return { name, sql, checksum, concurrent, isInBatches: sql.startsWith(`${batches}\n`) };
    }),
  );
}
