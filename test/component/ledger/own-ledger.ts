import { afterAll } from 'vitest';
import { type Database, openDatabase } from '../../../ledger/database/database.ts';
import { startLedger } from '../../kit/postgres.ts';

/**
 * A migrated ledger of the test file's own, dropped after its tests. `db` and `url` are as API and
 * worker have them, `owner` is for what a test changes behind the product's back.
 */
export async function openOwnLedger(): Promise<
  Readonly<{ db: Database; url: string; owner: Database }>
> {
  const postgres = await startLedger();
  const db = openDatabase(postgres.url, { applicationName: 'paidonce-test' });
  const owner = openDatabase(postgres.ownerUrl, { applicationName: 'paidonce-test', max: 2 });
  afterAll(async () => {
    await Promise.all([db.close(), owner.close()]);
    await postgres.stop();
  });
  return { db, url: postgres.url, owner };
}
