import { findApiKey } from '../../ledger/keys/api-keys.ts';
import type { Database } from '../../ledger/database/database.ts';
import type { KnownKey } from './access.ts';

/**
 * Who a key belongs to; null when unknown or revoked. A key without a label is named by its id.
 *
 * @throws NoConnectionFree
 */
export async function findAccess(db: Database, key: string): Promise<KnownKey | null> {
  await db.room();
  const found = await findApiKey(db, key);
  if (found === null) return null;
  const name = found.label === '' ? found.id : found.label;
  const { id: keyId, merchant, role, revokedAtMs } = found;
  if (merchant === null) return { access: { keyId, role: 'ops', merchant, name }, revokedAtMs };
  return role === 'ops' ? null : { access: { keyId, role, merchant, name }, revokedAtMs };
}
