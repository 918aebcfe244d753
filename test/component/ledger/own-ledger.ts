import { afterAll } from 'vitest';
import { type Database, openDatabase } from '../../../ledger/database/database.ts';
import { migrate } from '../../../ledger/database/migrate.ts';
import { startPostgres } from '../../kit/postgres.ts';

/** A migrated ledger on a PostgreSQL of the test file's own, which ends after its tests. */
export async function openOwnLedger(): Promise<Readonly<{ db: Database; url: string }>> {
  const postgres = await startPostgres();
  const db = openDatabase(postgres.url, { applicationName: 'paidonce-test' });
  afterAll(async () => {
    await db.close();
    await postgres.stop();
  });
  await migrate(db);
  return { db, url: postgres.url };
}
