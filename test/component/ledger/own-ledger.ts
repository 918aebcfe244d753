import { afterAll } from 'vitest';
import { type Database, openDatabase } from '../../../ledger/database/database.ts';
import { startLedger } from '../../kit/postgres.ts';

/** A migrated ledger of the test file's own, dropped after its tests. */
export async function openOwnLedger(): Promise<Readonly<{ db: Database; url: string }>> {
  const postgres = await startLedger();
  const db = openDatabase(postgres.url, { applicationName: 'paidonce-test' });
  afterAll(async () => {
    await db.close();
    await postgres.stop();
  });
  return { db, url: postgres.url };
}
