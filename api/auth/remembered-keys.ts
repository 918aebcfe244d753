import { createHash } from 'node:crypto';
import type { Database } from '../../ledger/database/database.ts';
import type { Access, KeyLookup, KnownKey } from './access.ts';

/** How long a process that knew a key may still accept it after it was revoked; ms. */
const rememberedMs = 5_000;
/** How long a process may still refuse a key that it asked for before it was made; ms. */
const unknownMs = 1_000;
const mostRemembered = 10_000;

function putLast<Value>(into: Map<string, Value>, hash: string, value: Value): void {
  into.delete(hash);
  const oldest = into.keys().next();
  if (into.size >= mostRemembered && oldest.done !== true) into.delete(oldest.value);
  into.set(hash, value);
}

/**
 * A look-up with a short memory, so that a busy merchant's key is not read for each call, and a
 * wrong one neither. A key with an overlap is forgotten when that ends. Calls that ask for one key
 * at once ask once.
 *
 * @param nowMs the clock
 */
export function rememberKeys(
  find: (db: Database, key: string) => Promise<KnownKey | null>,
  nowMs: () => number = Date.now,
): KeyLookup {
  /** Those that were in force when they were last asked for, and until when that is believed. */
  const known = new Map<string, Readonly<{ access: Access; untilMs: number }>>();
  const unknown = new Map<string, number>();
  /** By the connections that are asked by: no work is to wait for what another kind of work asks. */
  const underWay = new Map<Database, Map<string, Promise<Access | null>>>();

  async function ask(db: Database, key: string, hash: string): Promise<Access | null> {
    // Counted from before the ledger was asked: it may have been revoked while the answer came.
    const askedAtMs = nowMs();
    const found = await find(db, key);
    if (found === null) {
      known.delete(hash);
      putLast(unknown, hash, askedAtMs + unknownMs);
      return null;
    }
    const { access, revokedAtMs } = found;
    const untilMs = Math.min(askedAtMs + rememberedMs, revokedAtMs ?? Infinity);
    putLast(known, hash, { access, untilMs });
    return access;
  }

  function underWayOn(db: Database): Map<string, Promise<Access | null>> {
    const known = underWay.get(db) ?? new Map<string, Promise<Access | null>>();
    underWay.set(db, known);
    return known;
  }

  /** Undefined: the ledger must be asked. */
  function recall(hash: string): Access | null | undefined {
    const remembered = known.get(hash);
    if (remembered !== undefined && remembered.untilMs > nowMs()) return remembered.access;
    if ((unknown.get(hash) ?? 0) > nowMs()) return null;
    return undefined;
  }

  async function askOnce(db: Database, key: string, hash: string): Promise<Access | null> {
    // Another may have asked for it while this one waited.
    const recalled = recall(hash);
    if (recalled !== undefined) return recalled;
    const asking = underWayOn(db);
    const asked = asking.get(hash) ?? ask(db, key, hash).finally(() => asking.delete(hash));
    asking.set(hash, asked);
    return asked;
  }

  return async (db, key, firstAsk) => {
    const hash = createHash('sha256').update(key).digest('hex');
    const recalled = recall(hash);
    if (recalled !== undefined) return recalled;
    const isFirst = !known.has(hash) && !underWayOn(db).has(hash);
    const asks = (): Promise<Access | null> => askOnce(db, key, hash);
    return isFirst ? firstAsk(asks) : asks();
  };
}
