import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, openDatabase, run } from '../../ledger/database/database.ts';
import { migrate } from '../../ledger/database/migrate.ts';
import { migrationsFolder } from '../../ledger/database/migration-files.ts';
import { fillLedger, type LedgerSize } from '../kit/large-ledger.ts';
import { startPostgres, type TestPostgres } from '../kit/postgres.ts';

/** The schema of 0020, as `fillLedger` takes it. */
async function migrateToBefore(db: Database): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'paidonce-migrations-'));
  try {
    for (const name of await readdir(migrationsFolder)) {
      if (name < '0021') await copyFile(join(migrationsFolder, name), join(folder, name));
    }
    await migrate(db, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** New indexes over expressions want statistics of their own. */
async function analyze(db: Database): Promise<void> {
  const connection = await db.connect();
  await run(connection, 'set statement_timeout = 0');
  await run(
    connection,
    'analyze orders, attempts, refunds, attempt_inputs, events, acts, order_dues',
  );
  connection.release(true);
}

/**
 * A ledger of some thousand orders with the schema of today: so few that it is quick, and so many
 * that the planner tells a good index from a bad one.
 */
export async function startSmallLedger(size: LedgerSize): Promise<TestPostgres> {
  const postgres = await startPostgres();
  const db = openDatabase(postgres.url, { applicationName: 'paidonce-test' });
  try {
    await migrateToBefore(db);
    await fillLedger(db, size);
    await migrate(db);
    await analyze(db);
  } finally {
    await db.close();
  }
  return postgres;
}
