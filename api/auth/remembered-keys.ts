import { createHash } from 'node:crypto';
import type { Access, KeyLookup } from './access.ts';

/** How long a process that knew a key may still accept it after it was revoked; ms. */
const rememberedMs = 5_000;
const mostRemembered = 1_000;

/**
 * The same look-up with a short memory, so that a busy merchant's key is not read for each call.
 */
export function rememberKeys(lookUp: KeyLookup): KeyLookup {
  const known = new Map<string, Readonly<{ access: Access; untilMs: number }>>();
  return async (key) => {
    const hash = createHash('sha256').update(key).digest('hex');
    const remembered = known.get(hash);
    if (remembered !== undefined && remembered.untilMs > Date.now()) return remembered.access;
    known.delete(hash);
    const access = await lookUp(key);
    if (access !== null) {
      const oldest = known.keys().next();
      if (known.size >= mostRemembered && oldest.done !== true) known.delete(oldest.value);
      known.set(hash, { access, untilMs: Date.now() + rememberedMs });
    }
    return access;
  };
}
