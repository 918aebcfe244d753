import type { CallerLimits, Rate } from '../../config/limit-settings.ts';
import { boundedBuckets } from './bounded-buckets.ts';
import { type Bucket, spend } from './bucket.ts';
import { type Caller, rateOf } from './caller.ts';
import { type LeaseCalls, type LeaseTimes, openLeases } from './leases.ts';
import { countCalls, noteCalls, untilAllowedMs } from './rate-meter.ts';

/**
 * Limits of callers, shared by all API processes. They are approximate: each process lets a
 * twentieth of a limit through by itself, and leases the rest a quarter of a second's worth at a
 * time, so that no row is written for a call. While the ledger does not answer at once a process
 * goes by the limits as if it were alone.
 */
export type RateLimiter = Readonly<{
  /**
   * Counts a call.
   *
   * @param cost how many calls it counts for; 1 by default
   * @returns null if it may go on, else in how many ms it may be repeated
   */
  count: (caller: Caller, cost?: number) => Promise<number | null>;
  /** Takes back what was counted for a call that turned out not to be this caller's. */
  giveBack: (caller: Caller) => void;
}>;

/** What each process lets through without asking the ledger, of the whole. */
const freeShare = 0.05;

type Limit = Readonly<{ whole: Rate; free: Rate }>;

function limitOf({ kind }: Caller, limits: CallerLimits): Limit {
  const whole = rateOf(kind, limits);
  const { perSecond, burst } = whole;
  return {
    whole,
    free: { perSecond: perSecond * freeShare, burst: Math.max(1, burst * freeShare) },
  };
}

/** The limit as if this process were alone. */
function countAlone({ alone }: Bucket, rate: Rate, cost: number, nowMs: number): number | null {
  if (countCalls(alone, rate, cost, nowMs)) return null;
  return untilAllowedMs(alone, rate, cost, nowMs);
}

/** In how long an empty bucket has so many calls, ms. */
function untilThereMs(bucket: Bucket, { perSecond }: Rate, cost: number, nowMs: number): number {
  const moreThanOne = Math.max(0, cost - 1 - bucket.leased);
  return bucket.emptyUntilMs - nowMs + (moreThanOne / perSecond) * 1_000;
}

const usualTimes: LeaseTimes = { nowMs: Date.now, patienceMs: 200 };

export function openRateLimiter(
  limits: CallerLimits,
  lease: LeaseCalls,
  times: LeaseTimes = usualTimes,
): RateLimiter {
  const { nowMs } = times;
  const leases = openLeases(lease, times);
  const buckets = boundedBuckets(nowMs);

  /** Whether the call may go on by what this process has at hand. */
  function isAtHand(bucket: Bucket, { whole, free }: Limit, cost: number): boolean {
    const isFree = countCalls(bucket.free, free, cost, nowMs());
    if (!isFree && !spend(bucket, cost)) return false;
    noteCalls(bucket.alone, whole, cost, nowMs());
    if (!isFree) leases.prepare(bucket, whole);
    return true;
  }

  return {
    count: async (caller, cost = 1) => {
      const bucket = buckets.of(caller);
      const limit = limitOf(caller, limits);
      for (;;) {
        if (isAtHand(bucket, limit, cost)) return null;
        if (bucket.emptyUntilMs > nowMs()) return untilThereMs(bucket, limit.whole, cost, nowMs());
        if (!leases.areGiven()) return countAlone(bucket, limit.whole, cost, nowMs());
        await leases.ask(bucket, limit.whole, cost);
      }
    },
    giveBack: (caller) => {
      const bucket = buckets.of(caller);
      bucket.leased = Math.min(rateOf(caller.kind, limits).burst, bucket.leased + 1);
    },
  };
}
