import { createHash } from 'node:crypto';
import type { Database } from '../../ledger/database/database.ts';
import type { Access, KeyLookup, KnownKey } from './access.ts';

/** How long a process that knew a key may still accept it after it was revoked; ms. */
const rememberedMs = 5_000;
const mostRemembered = 1_000;

/**
 * A look-up with a short memory, so that a busy merchant's key is not read for each call. A key
 * with an overlap is forgotten when that ends.
 */
export function rememberKeys(
  find: (db: Database, key: string) => Promise<KnownKey | null>,
): KeyLookup {
  const known = new Map<string, Readonly<{ access: Access; untilMs: number }>>();
  return async (db, key) => {
    const hash = createHash('sha256').update(key).digest('hex');
    const remembered = known.get(hash);
    if (remembered !== undefined && remembered.untilMs > Date.now()) return remembered.access;
    known.delete(hash);
    // Counted from before the ledger was asked: it may have been revoked while the answer came.
    const askedAtMs = Date.now();
    const found = await find(db, key);
    if (found === null) return null;
    const { access, revokedAtMs } = found;
    const oldest = known.keys().next();
    if (known.size >= mostRemembered && oldest.done !== true) known.delete(oldest.value);
    known.set(hash, {
      access,
      untilMs: Math.min(askedAtMs + rememberedMs, revokedAtMs ?? Infinity),
    });
    return access;
  };
}
