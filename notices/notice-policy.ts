const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

/** Every number by which notices are sent, as data. All durations in ms. */
export type NoticePolicy = Readonly<{
  /** Waits between the tries of a notice; the first counts from its event. */
  waitsMs: readonly number[];
  /** The longest wait between two tries while `order.paid` waits. */
  paidGapMs: number;
  /** The longest wait that a receiver's `Retry-After` is believed. */
  retryAfterMostMs: number;
  /** How long an endpoint is left alone after so many failures in a row; the last repeats. */
  restsMs: readonly number[];
  /** So many failures in a row, and an endpoint is tried by one notice at a time. */
  failuresToRest: number;
  /** Notices that are sent to an endpoint at the same time. */
  atOnce: number;
}>;

/** The schedule of docs/api.md#notices; about a day. */
export const defaultNoticePolicy: NoticePolicy = Object.freeze({
  waitsMs: [
    ...[0, 15 * secondMs, 15 * secondMs, 30 * secondMs, 3 * minuteMs, 10 * minuteMs],
    ...[20 * minuteMs, 30 * minuteMs, 30 * minuteMs, 30 * minuteMs, hourMs],
    ...[3 * hourMs, 3 * hourMs, 3 * hourMs, 6 * hourMs, 6 * hourMs],
  ],
  paidGapMs: 10 * minuteMs,
  retryAfterMostMs: 6 * hourMs,
  restsMs: [1, 2, 5, 10, 20, 30].map((s) => s * secondMs),
  failuresToRest: 5,
  atOnce: 4,
});

/**
 * The same schedule on a faster clock, for tests and demonstrations.
 *
 * @param factor 0.01 turns 30 s into 300 ms
 */
export function scaleNoticePolicy(policy: NoticePolicy, factor: number): NoticePolicy {
  const scaled = (ms: number): number => (ms === 0 ? 0 : Math.max(1, Math.round(ms * factor)));
  return Object.freeze({
    ...policy,
    waitsMs: policy.waitsMs.map(scaled),
    paidGapMs: scaled(policy.paidGapMs),
    retryAfterMostMs: scaled(policy.retryAfterMostMs),
    restsMs: policy.restsMs.map(scaled),
  });
}
