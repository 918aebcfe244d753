import type { Rate } from '../../config/limit-settings.ts';
import type { Bucket } from './bucket.ts';
import type { Caller } from './caller.ts';

/** Calls that a process wants to let a caller make, by itself. */
export type Wanted = Readonly<{ caller: Caller; calls: number; rate: Rate }>;

/** What it was given; `fullInMs` later the caller's whole burst would be there again. */
export type Given = Readonly<{ calls: number; fullInMs: number }>;

/**
 * Asks where all processes keep how much of the limits is used.
 *
 * @returns what was given, in the order of what was wanted
 */
export type LeaseCalls = (wanted: readonly Wanted[]) => Promise<readonly Given[]>;

export type Leases = Readonly<{
  /** Resolves once a lease was asked for, or the ledger is too slow to wait for. */
  ask: (bucket: Bucket, rate: Rate, calls: number) => Promise<void>;
  /** Asks in time for more, when little is left; nobody waits for it. */
  prepare: (bucket: Bucket, rate: Rate) => void;
  /** False for a while after the ledger did not answer at once. */
  areGiven: () => boolean;
}>;

export type LeaseTimes = Readonly<{
  /** The clock. */
  nowMs: () => number;
  /** The longest that calls wait for a lease. */
  patienceMs: number;
}>;

/** So much is leased at once, in seconds' worth. Smaller: more writes. Larger: more is lost. */
const leaseS = 0.25;
/** How long the ledger is not asked after it did not answer, ms. */
const restMs = 1_000;

/** What is leased at once at this rate. */
function portionOf({ perSecond, burst }: Rate): number {
  return Math.min(burst, Math.max(1, Math.ceil(perSecond * leaseS)));
}

/** How long a bucket that was found empty is not asked about. */
function emptyForMs({ perSecond, burst }: Rate, fullInMs: number): number {
  return Math.max(leaseS * 1_000, fullInMs + ((1 - burst) / perSecond) * 1_000);
}

/** Those that are asked for by one statement. */
type Batch = Readonly<{
  wanted: Map<Bucket, { readonly rate: Rate; calls: number }>;
  settled: Promise<void>;
  settle: () => void;
}>;

/** @param onSlow called if it did not settle in time; it is settled then */
function newBatch(patienceMs: number, onSlow: () => void): Batch {
  const wanted = new Map<Bucket, { rate: Rate; calls: number }>();
  let settle = (): void => undefined;
  const settled = new Promise<void>((resolve) => {
    const tooSlow = setTimeout(() => {
      onSlow();
      resolve();
    }, patienceMs);
    settle = () => {
      clearTimeout(tooSlow);
      resolve();
    };
  });
  return { wanted, settled, settle };
}

/**
 * Leases calls for the buckets of a process, by one statement at a time for all that want some: so
 * however many callers there are, it is one connection's work.
 */
export function openLeases(lease: LeaseCalls, { nowMs, patienceMs }: LeaseTimes): Leases {
  let next: Batch | null = null;
  let isAsking = false;
  let isLate = false;
  let restUntilMs = 0;

  function rest(): void {
    restUntilMs = nowMs() + restMs;
  }

  async function leaseFor({ wanted, settle }: Batch): Promise<void> {
    const asked = [...wanted].map(([bucket, { rate, calls }]) => {
      return { bucket, rate, calls: Math.min(rate.burst, Math.max(calls, portionOf(rate))) };
    });
    try {
      const given = await lease(asked.map((one) => ({ ...one, caller: one.bucket.caller })));
      for (const [index, { bucket, rate, calls }] of asked.entries()) {
        const { calls: got, fullInMs } = given[index] ?? { calls: 0, fullInMs: 0 };
        bucket.isAsked = false;
        bucket.leased += got;
        if (got < calls) bucket.emptyUntilMs = nowMs() + emptyForMs(rate, fullInMs);
      }
    } catch {
      // Told by whoever needs the ledger for more than this.
      for (const { bucket } of asked) bucket.isAsked = false;
      rest();
    }
    isLate = false;
    settle();
  }

  async function leaseAll(): Promise<void> {
    if (isAsking) return;
    isAsking = true;
    while (next !== null) {
      const batch = next;
      next = null;
      await leaseFor(batch);
    }
    isAsking = false;
  }

  function want(bucket: Bucket, rate: Rate, calls: number): Batch {
    next ??= newBatch(patienceMs, () => {
      isLate = true;
      rest();
    });
    bucket.isAsked = true;
    const before = next.wanted.get(bucket)?.calls ?? 0;
    next.wanted.set(bucket, { rate, calls: before + calls });
    const batch = next;
    void leaseAll();
    return batch;
  }

  const areGiven = (): boolean => !isLate && restUntilMs <= nowMs();
  return {
    ask: (bucket, rate, calls) => want(bucket, rate, calls).settled,
    prepare: (bucket, rate) => {
      const isPlenty = bucket.leased * 2 >= portionOf(rate);
      if (isPlenty || bucket.isAsked || bucket.emptyUntilMs > nowMs() || !areGiven()) return;
      want(bucket, rate, 0);
    },
    areGiven,
  };
}
