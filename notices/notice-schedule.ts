import type { NoticePolicy } from './notice-policy.ts';

/** However late it comes to its first try, a notice has so many. */
const fewestTries = 4;

/** What decides when a notice is tried again. Moments in ms since 1970. */
export type FailedTry = Readonly<{
  /** The event's time, or when it was asked to be sent again: the schedule counts from here. */
  sinceMs: number;
  nowMs: number;
  /** What the receiver asked for, ms; null: nothing. */
  retryAfterMs: number | null;
  /** `order.paid` is not told yet. */
  isPaidWaiting: boolean;
  /** Which try it was, from 1. */
  attempt: number;
}>;

/**
 * When a notice is tried again; null: it is given up. Moments of the schedule that passed meanwhile
 * are left out, so nothing starts over after an outage of ours. A notice whose time passed while it
 * waited behind another has a few tries of its own all the same.
 */
export function nextTryAtMs(policy: NoticePolicy, failed: FailedTry): number | null {
  const { sinceMs, nowMs, retryAfterMs, isPaidWaiting, attempt } = failed;
  let atMs = sinceMs;
  const next = policy.waitsMs.find((waitMs) => {
    atMs += waitMs;
    return atMs > nowMs;
  });
  if (next === undefined) {
    const waitMs = attempt < fewestTries ? policy.waitsMs[attempt] : undefined;
    return waitMs === undefined ? null : nowMs + waitMs;
  }
  const askedMs = nowMs + Math.min(retryAfterMs ?? 0, policy.retryAfterMostMs);
  const wantedMs = Math.max(atMs, askedMs);
  return isPaidWaiting ? Math.min(wantedMs, nowMs + policy.paidGapMs) : wantedMs;
}

/** How long an endpoint is left alone after so many failures in a row, ms; 0: it is not. */
export function restMs(policy: NoticePolicy, failures: number): number {
  const index = failures - policy.failuresToRest;
  if (index < 0) return 0;
  return policy.restsMs[Math.min(index, policy.restsMs.length - 1)] ?? 0;
}
