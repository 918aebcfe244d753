import { findApiKey } from '../ledger/api-keys.ts';
import type { Db } from '../ledger/database.ts';
import type { Access } from './access.ts';

/** Who a key belongs to; null when unknown or revoked. A key without a label is named by its id. */
export async function findAccess(db: Db, key: string): Promise<Access | null> {
  const found = await findApiKey(db, key);
  if (found === null) return null;
  const name = found.label === '' ? found.id : found.label;
  if (found.merchant === null) return { role: 'ops', merchant: null, name };
  return found.role === 'ops' ? null : { role: found.role, merchant: found.merchant, name };
}
