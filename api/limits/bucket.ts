import type { Caller } from './caller.ts';
import type { Meter } from './rate-meter.ts';

/** What a process knows of one caller's calls. */
export type Bucket = {
  readonly caller: Caller;
  /** What was let through without asking the ledger. */
  readonly free: Meter;
  /** All that this process let through: the limit while the ledger does not answer. */
  readonly alone: Meter;
  /** Calls that the ledger leased to this process and that were not made yet. */
  leased: number;
  /** Until then the ledger has none, and is not asked. */
  emptyUntilMs: number;
  /** Whether a lease was asked for and did not come yet. */
  isAsked: boolean;
};

export function newBucket(caller: Caller): Bucket {
  return {
    caller,
    free: { fullAtMs: 0 },
    alone: { fullAtMs: 0 },
    leased: 0,
    emptyUntilMs: 0,
    isAsked: false,
  };
}

/** Takes calls from those that were leased; false, and none is taken, where there are too few. */
export function spend(bucket: Bucket, calls: number): boolean {
  if (bucket.leased < calls) return false;
  bucket.leased -= calls;
  return true;
}
