import { z } from 'zod';
import { defaultPolicy, latePayments, scalePolicy, type Policy } from '../domain/order/policy.ts';

/**
 * Longer than any payment or refund takes, and short enough that every due time can be stored; ms.
 */
const longestMs = 400 * 24 * 3_600_000;

const durationMs = z.int().min(0).max(longestMs, 'must be 400 days (34560000000 ms) at most');
/** Between two calls: without any wait the next moment of a schedule would not be a later one. */
const intervalMs = durationMs.min(1, 'must be 1 ms or more');
const scheduleMs = z.array(intervalMs).min(1).max(100);
const count = z.int().min(1).max(1_000);

/**
 * The numbers of `Policy` that an installation may set; durations in ms. An absent one keeps its
 * default.
 */
export const policySettingsSchema = z.strictObject({
  attempt_life_ms: durationMs.optional(),
  max_attempts: count.optional(),
  max_attempts_ever: count.optional(),
  max_refusals: count.optional(),
  refusal_window_ms: durationMs.optional(),
  cooling_ms: durationMs.optional(),
  supersede_bound_ms: durationMs.optional(),
  create_repeats_ms: scheduleMs.optional(),
  poll_schedule_ms: scheduleMs.optional(),
  poll_every_ms: intervalMs.optional(),
  long_poll_every_ms: intervalMs.optional(),
  long_validity_ms: durationMs.optional(),
  retries_ms: scheduleMs.optional(),
  last_query_patience_ms: durationMs.optional(),
  capture_bound_ms: durationMs.optional(),
  closing_silence_ms: durationMs.optional(),
  late_payment: z.enum(latePayments).optional(),
  late_answer_ms: durationMs.optional(),
  refund_poll_schedule_ms: scheduleMs.optional(),
  refund_retries_ms: scheduleMs.optional(),
  max_refund_numbers: count.optional(),
  confirm_patience_ms: durationMs.optional(),
  refund_patience_ms: durationMs.optional(),
  abnormal_poll_ms: intervalMs.optional(),
  offer_unrefundable: z.boolean().optional(),
});

export type PolicySettings = z.infer<typeof policySettingsSchema>;

/**
 * The policy in force: defaults, overridden by settings, on a clock of `timeScale`.
 *
 * @param timeScale 1 is real time; 0.01 turns 30 s into 300 ms
 */
export function policyFrom(settings: PolicySettings, timeScale: number): Policy {
  const d = defaultPolicy;
  const policy: Policy = {
    attemptLifeMs: settings.attempt_life_ms ?? d.attemptLifeMs,
    maxAttempts: settings.max_attempts ?? d.maxAttempts,
    maxAttemptsEver: settings.max_attempts_ever ?? d.maxAttemptsEver,
    maxRefusals: settings.max_refusals ?? d.maxRefusals,
    refusalWindowMs: settings.refusal_window_ms ?? d.refusalWindowMs,
    coolingMs: settings.cooling_ms ?? d.coolingMs,
    supersedeBoundMs: settings.supersede_bound_ms ?? d.supersedeBoundMs,
    createRepeatsMs: settings.create_repeats_ms ?? d.createRepeatsMs,
    pollScheduleMs: settings.poll_schedule_ms ?? d.pollScheduleMs,
    pollEveryMs: settings.poll_every_ms ?? d.pollEveryMs,
    longPollEveryMs: settings.long_poll_every_ms ?? d.longPollEveryMs,
    longValidityMs: settings.long_validity_ms ?? d.longValidityMs,
    retriesMs: settings.retries_ms ?? d.retriesMs,
    lastQueryPatienceMs: settings.last_query_patience_ms ?? d.lastQueryPatienceMs,
    captureBoundMs: settings.capture_bound_ms ?? d.captureBoundMs,
    closingSilenceMs: settings.closing_silence_ms ?? d.closingSilenceMs,
    latePayment: settings.late_payment ?? d.latePayment,
    lateAnswerMs: settings.late_answer_ms ?? d.lateAnswerMs,
    refundPollScheduleMs: settings.refund_poll_schedule_ms ?? d.refundPollScheduleMs,
    refundRetriesMs: settings.refund_retries_ms ?? d.refundRetriesMs,
    maxRefundNumbers: settings.max_refund_numbers ?? d.maxRefundNumbers,
    confirmPatienceMs: settings.confirm_patience_ms ?? d.confirmPatienceMs,
    abnormalPollMs: settings.abnormal_poll_ms ?? d.abnormalPollMs,
    refundPatienceMs: settings.refund_patience_ms ?? d.refundPatienceMs,
    offerUnrefundable: settings.offer_unrefundable ?? d.offerUnrefundable,
  };
  return timeScale === 1 ? Object.freeze(policy) : scalePolicy(policy, timeScale);
}
