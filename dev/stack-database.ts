import type { DataFolder } from './data-folder.ts';
import { demoMerchants, type DemoKeys } from './demo-merchants.ts';
import { keepKeys, type Keys } from './keys.ts';
import { migrate } from '../ledger/database/migrate.ts';
import { grantToProcesses } from '../ledger/database/process-role.ts';
import { type Database, openDatabase } from '../ledger/database/database.ts';
import { presentPower, tooMuchPower } from '../ledger/database/role-powers.ts';
import { StartError } from './start-error.ts';

function withoutPassword(url: string): string {
  return url.replace(/:[^:@/]*@/, ':…@');
}

/** The roles of the database; `ownerUrl` is `url` where one role does all. */
export type DatabaseUrls = Readonly<{ url: string; ownerUrl: string }>;

/** Brings the schema up to date, and grants API's and worker's role what they need. */
async function prepareSchema({ url, ownerUrl }: DatabaseUrls): Promise<void> {
  const owner = openDatabase(ownerUrl, { max: 2, applicationName: 'paidonce-start' });
  try {
    await requireAnswer(owner, ownerUrl);
    await migrate(owner);
    if (url !== ownerUrl) await grantToProcesses(owner, decodeURIComponent(new URL(url).username));
  } finally {
    await owner.close();
  }
}

async function requireAnswer(database: Database, url: string): Promise<void> {
  await database.query('select 1').catch((cause: unknown) => {
    throw new StartError(
      `The database ${withoutPassword(url)} can't be used: ${String(cause)}`,
      [
        'check DATABASE_URL and DATABASE_OWNER_URL, or unset both to have a PostgreSQL started here',
      ],
      cause,
    );
  });
}

/**
 * Brings the schema up to date and makes the demo merchants and their keys, which stay the same
 * from start to start.
 *
 * @throws StartError if the database can't be reached
 */
export async function prepareDatabase(
  urls: DatabaseUrls,
  folder: DataFolder,
  keys: Keys,
): Promise<DemoKeys> {
  await prepareSchema(urls);
  const database = openDatabase(urls.url, { max: 2, applicationName: 'paidonce-start' });
  try {
    await requireAnswer(database, urls.url);
    return await demoMerchants(database, keys, (kept) => keepKeys(folder, kept));
  } finally {
    await database.close();
  }
}

/** What the role of API and worker can do beyond what they need, in words; null: nothing. */
export async function powerOf(url: string): Promise<string | null> {
  const database = openDatabase(url, { max: 1, applicationName: 'paidonce-start' });
  try {
    const found = await tooMuchPower(database);
    return found === null ? null : presentPower(found);
  } finally {
    await database.close();
  }
}
