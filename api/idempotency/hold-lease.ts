import { type IdempotencyName, leaseMs, renewKey } from '../../ledger/keys/idempotency-keys.ts';
import type { ApiDeps } from '../api-deps.ts';

/** Two renewals may fail before the lease runs out; ms. */
const renewEveryMs = leaseMs / 3;

/**
 * Renews a lease while its request runs. So a lease can be short, and the key is soon free when a
 * process dies, however long a request may take.
 *
 * @returns a function that ends the renewing
 */
export function holdLease(
  deps: Pick<ApiDeps, 'database' | 'rareLog'>,
  name: IdempotencyName,
  lease: string,
): () => void {
  const timer = setInterval(() => {
    renewKey(deps.database, name, lease).then(
      (isOurs) => {
        if (!isOurs) clearInterval(timer);
      },
      (error: unknown) => {
        const words = 'the lease of an idempotency key could not be renewed';
        deps.rareLog('warn', words, { err: error }, words);
      },
    );
  }, renewEveryMs);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}
