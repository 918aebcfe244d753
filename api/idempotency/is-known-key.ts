import type { Db } from '../../ledger/database/database.ts';
import { keyStanding } from '../../ledger/keys/idempotency-keys.ts';
import type { Asker } from '../auth/asker.ts';

/** Whether a request under this key would be answered without being done. Nothing is written. */
export async function isKnownKey(
  db: Db,
  { asker, key }: Readonly<{ asker: Asker; key: string | null }>,
): Promise<boolean> {
  if (key === null) return false;
  const standing = await keyStanding(db, { scope: asker.scope, key });
  return standing !== null && (standing.isDone || standing.isInUse);
}
