import type { ChannelTraits } from './traits.ts';

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Rule 8: what becomes of a late payment unless its merchant accepts it. */
export const latePayments = ['refund', 'ask'] as const;
export type LatePayment = (typeof latePayments)[number];

/** Every number the rules use, as data. All durations in ms. */
export type Policy = Readonly<{
  /** Rule 7: life of an attempt unless deadline or channel say less. */
  attemptLifeMs: number;
  /** Rule 1: attempts that can still be paid, parked ones among them. */
  maxAttempts: number;
  /** Rule 1: attempts ever planned. */
  maxAttemptsEver: number;
  /**
   * Rule 1: this many refusals by one channel account within `refusalWindowMs` make it cool down.
   */
  maxRefusals: number;
  refusalWindowMs: number;
  /** Rule 1: how long an account that cools down is not asked, from its last refusal on. */
  coolingMs: number;
  /** Rule 1: how long a new click waits for close and query of the old attempt together. */
  supersedeBoundMs: number;
  /** Rule 2: waits before create is repeated with the same number. */
  createRepeatsMs: readonly number[];
  /** Rule 3: queries after the launch; then every `pollEveryMs`. */
  pollScheduleMs: readonly number[];
  pollEveryMs: number;
  /** Rule 3: instead of `pollEveryMs` where validity is longer than `longValidityMs`. */
  longPollEveryMs: number;
  longValidityMs: number;
  /** Waits before an unanswered query, close, capture or void is asked again; the last repeats. */
  retriesMs: readonly number[];
  /**
   * Rule 3: how long after expiry plus margin an unanswered last query is repeated before it is
   * parked.
   */
  lastQueryPatienceMs: number;
  /** Rule 6: how long a capture waits until the other attempts are closed and asked about. */
  captureBoundMs: number;
  /** Rule 7: silence after which a closing order closes. */
  closingSilenceMs: number;
  /** Rule 8. */
  latePayment: LatePayment;
  lateAnswerMs: number;
  /** Rule 10: queries of a refund that was accepted; the last repeats. */
  refundPollScheduleMs: readonly number[];
  /** Rule 10: an abnormal refund is parked, yet polled this often. */
  abnormalPollMs: number;
  /** Rule 10: waits after a short balance or a busy channel, same number; the last repeats. */
  refundRetriesMs: readonly number[];
  /** Rule 10: refund numbers tried for one purpose before it is parked. */
  maxRefundNumbers: number;
  /** Rule 10: how long the query before a compensation is repeated before a person is asked. */
  confirmPatienceMs: number;
  /** Rule 10: how long a refund may stay undecided at the channel before it is parked. */
  refundPatienceMs: number;
  /** Rule 17: offer a method that can't be refunded though it could be paid after the deadline. */
  offerUnrefundable: boolean;
}>;

/**
 * Terms that were added after the first orders were made. An order whose first fact lacks them is
 * read with these values, which never change. A term that a new build adds goes here too.
 */
const termsOfOlderOrders = Object.freeze({
  maxAttemptsEver: 200,
  maxRefusals: 10,
  refusalWindowMs: 10 * minuteMs,
  coolingMs: minuteMs,
}) satisfies Partial<Policy>;

/** The defaults of docs/rules.md. */
export const defaultPolicy: Policy = Object.freeze({
  attemptLifeMs: 30 * minuteMs,
  maxAttempts: 20,
  maxAttemptsEver: 200,
  maxRefusals: 10,
  refusalWindowMs: 10 * minuteMs,
  coolingMs: minuteMs,
  supersedeBoundMs: 2 * secondMs,
  createRepeatsMs: [1, 2, 5, 10, 30].map((s) => s * secondMs),
  pollScheduleMs: [3, 10, 30, 180, 600, 1_800].map((s) => s * secondMs),
  pollEveryMs: 30 * minuteMs,
  longPollEveryMs: hourMs,
  longValidityMs: dayMs,
  retriesMs: [1, 3, 10, 30, 60, 300, 1_800].map((s) => s * secondMs),
  lastQueryPatienceMs: dayMs,
  captureBoundMs: 5 * secondMs,
  closingSilenceMs: 10 * minuteMs,
  latePayment: 'refund',
  lateAnswerMs: dayMs,
  refundPollScheduleMs: [3, 10, 30, 60, 300, 600, 1_800, 3_600].map((s) => s * secondMs),
  abnormalPollMs: 6 * hourMs,
  refundRetriesMs: [1, 10, 60, 360].map((m) => m * minuteMs),
  maxRefundNumbers: 3,
  confirmPatienceMs: dayMs,
  refundPatienceMs: 7 * dayMs,
  offerUnrefundable: false,
});

/** The policy that an order's first fact recorded, whichever build wrote it. */
export function recordedPolicy(policy: Policy): Policy {
  return { ...termsOfOlderOrders, ...policy };
}

function scaledField(value: unknown, factor: number): unknown {
  if (Array.isArray(value)) return value.map((one: unknown) => scaledField(one, factor));
  return typeof value === 'number' ? Math.max(1, Math.round(value * factor)) : value;
}

function scaleDurations<T extends object>(record: T, factor: number): T {
  const fields = Object.entries(record) as [string, unknown][];
  return Object.fromEntries(
    fields.map(([name, value]) => [name, name.endsWith('Ms') ? scaledField(value, factor) : value]),
  ) as T;
}

/**
 * The same schedule on a faster clock, for tests and demonstrations.
 *
 * @param factor 0.01 turns 30 s into 300 ms; no duration gets below 1 ms
 */
export function scalePolicy(policy: Policy, factor: number): Policy {
  return Object.freeze(scaleDurations(policy, factor));
}

/** The durations among a channel's traits on a faster clock; see `scalePolicy`. */
export function scaleTraits(traits: ChannelTraits, factor: number): ChannelTraits {
  return Object.freeze(scaleDurations(traits, factor));
}
