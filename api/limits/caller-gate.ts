import type { LimitedLog } from '../../config/log/limited-log.ts';
import type { Caller } from './caller.ts';
import { rateLimited } from './rate-limited.ts';
import type { RateLimiter } from './rate-limiter.ts';

/** What stands before everything that a call could do. */
export type CallerGate = Readonly<{
  /**
   * Counts a call, and lets it through while the caller keeps to its limit.
   *
   * @param cost how many calls it counts for; 1 by default
   * @throws ProblemError `rate_limited`
   */
  pass: (caller: Caller, cost?: number) => Promise<void>;
  /**
   * Counts a call that may go on also beyond its caller's limit.
   *
   * @returns false, and nothing is counted, where it is beyond
   */
  isWithin: (caller: Caller) => Promise<boolean>;
  /** Takes back what was counted for a call that turned out not to be this caller's. */
  giveBack: (caller: Caller) => void;
}>;

const tooMuch: Readonly<Record<Caller['kind'], string>> = {
  key: 'More calls come with this key than its limit allows',
  switch: 'A merchant’s switches are set with this key more often than its limit allows',
  token: 'More calls come for this order than its limit allows',
  shopper: 'More calls for cashier pages come from this address than are allowed',
  address: 'More calls without a key that is in force come from this address than are allowed',
};

export function openCallerGate(limiter: RateLimiter, rareLog: LimitedLog): CallerGate {
  return {
    pass: async (caller, cost) => {
      const againInMs = await limiter.count(caller, cost);
      if (againInMs === null) return;
      const isKey = caller.kind === 'key' || caller.kind === 'switch';
      const whose = isKey ? { keyId: caller.name } : {};
      const fields = { kind: caller.kind, ...whose };
      rareLog('warn', `limit ${caller.kind}`, fields, 'calls over a limit are refused');
      throw rateLimited(tooMuch[caller.kind], againInMs);
    },
    isWithin: async (caller) => (await limiter.count(caller)) === null,
    giveBack: limiter.giveBack,
  };
}
