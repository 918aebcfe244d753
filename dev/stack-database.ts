import type { DataFolder } from './data-folder.ts';
import { demoMerchants, type DemoKeys } from './demo-merchants.ts';
import { keepKeys, type Keys } from './keys.ts';
import { migrate } from '../ledger/database/migrate.ts';
import { openDatabase } from '../ledger/database/database.ts';
import { StartError } from './start-error.ts';

function withoutPassword(url: string): string {
  return url.replace(/:[^:@/]*@/, ':…@');
}

/**
 * Brings the schema up to date and makes the demo merchants and their keys, which stay the same
 * from start to start.
 *
 * @throws StartError if the database can't be reached
 */
export async function prepareDatabase(
  url: string,
  folder: DataFolder,
  keys: Keys,
): Promise<DemoKeys> {
  const database = openDatabase(url, { max: 2, applicationName: 'paidonce-start' });
  try {
    await database.query('select 1').catch((cause: unknown) => {
      throw new StartError(
        `The database ${withoutPassword(url)} can't be used: ${String(cause)}`,
        ['check DATABASE_URL, or unset it to have a PostgreSQL started here'],
        cause,
      );
    });
    await migrate(database);
    return await demoMerchants(database, keys, (kept) => keepKeys(folder, kept));
  } finally {
    await database.close();
  }
}
