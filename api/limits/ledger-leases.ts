import type { Db } from '../../ledger/database/database.ts';
import type { KeyedHash } from '../../ledger/keys/keyed-hash.ts';
import { leaseCalls, sweepLimits, type WantedLease } from '../../ledger/limits/rate-limits.ts';
import type { Caller } from './caller.ts';
import type { Given, LeaseCalls, Wanted } from './leases.ts';

/** How often rows of callers that call no more are deleted, ms. */
const sweepEveryMs = 60_000;

type Stored = Pick<WantedLease, 'kind' | 'name'>;

/** A key's id is no secret; a token is, and an address is somebody's. */
function storedAs({ kind, name }: Caller, keyedHash: KeyedHash): Stored {
  switch (kind) {
    case 'key':
      return { kind, name };
    case 'switch':
      // No key's id has a space.
      return { kind: 'key', name: `${name} switch` };
    case 'shopper':
      // A row of its own beside that of the address for calls without a key.
      return { kind: 'address', name: keyedHash('limit', kind, name) };
    case 'token':
    case 'address':
      return { kind, name: keyedHash('limit', kind, name) };
    default:
      return kind satisfies never;
  }
}

/** Sweeps a minute after the last sweep, as long as anything is leased. */
function sweeper(db: Db, everyMs: number): () => void {
  let due: NodeJS.Timeout | null = null;
  const schedule = (): void => {
    due ??= setTimeout(() => void sweep(), everyMs).unref();
  };
  async function sweep(): Promise<void> {
    due = null;
    try {
      if (await sweepLimits(db)) schedule();
    } catch {
      // The next lease brings the next sweep.
    }
  }
  return schedule;
}

/** Leases of the ledger, which all API processes share. */
export function ledgerLeases(
  db: Db,
  keyedHash: KeyedHash,
  everyMs: number = sweepEveryMs,
): LeaseCalls {
  const scheduleSweep = sweeper(db, everyMs);

  function rowOf({ caller, calls, rate }: Wanted): WantedLease {
    return { ...storedAs(caller, keyedHash), calls, ...rate };
  }

  return async (wanted) => {
    const rows = wanted.map(rowOf);
    const given = await leaseCalls(db, rows);
    scheduleSweep();
    const byName = new Map(given.map((one) => [`${one.kind}/${one.name}`, one]));
    return rows.map(({ kind, name }): Given => {
      const mine = byName.get(`${kind}/${name}`);
      if (mine === undefined) throw new Error('The ledger gave no answer to a lease.');
      return { calls: mine.calls, fullInMs: mine.fullInS * 1_000 };
    });
  };
}
