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
  attempt_life_ms: durationMs.optional().meta({
    description: 'How long an attempt is offered unless deadline or channel say less (rule 7).',
  }),
  max_attempts: count
    .optional()
    .meta({ description: 'Attempts of an order that can be paid at the same time (rule 1).' }),
  max_attempts_ever: count
    .optional()
    .meta({ description: 'Attempts of an order in all (rule 1).' }),
  max_refusals: count.optional().meta({
    description: 'So many refusals within `refusal_window_ms` make an account cool down (rule 1).',
  }),
  refusal_window_ms: durationMs.optional().meta({ description: 'See `max_refusals`.' }),
  cooling_ms: durationMs
    .optional()
    .meta({ description: 'How long an account that cools down is not asked (rule 1).' }),
  supersede_bound_ms: durationMs.optional().meta({
    description: 'How long a new click waits for close and query of the old attempt (rule 1).',
  }),
  create_repeats_ms: scheduleMs.optional().meta({
    description: 'Waits before an unanswered create is repeated with the same number (rule 2).',
  }),
  poll_schedule_ms: scheduleMs
    .optional()
    .meta({ description: 'Waits before the first queries of an attempt (rule 3).' }),
  poll_every_ms: intervalMs
    .optional()
    .meta({ description: 'Then it is asked about this often (rule 3).' }),
  long_poll_every_ms: intervalMs.optional().meta({
    description: 'The same where an attempt is valid for longer than `long_validity_ms` (rule 3).',
  }),
  long_validity_ms: durationMs.optional().meta({ description: 'See `long_poll_every_ms`.' }),
  retries_ms: scheduleMs.optional().meta({
    description:
      'Waits before an unanswered query, close, capture or void is asked again; the last repeats.',
  }),
  last_query_patience_ms: durationMs.optional().meta({
    description: 'How long an unanswered last query is repeated before a person is asked (rule 3).',
  }),
  capture_bound_ms: durationMs.optional().meta({
    description: 'How long a capture waits until the other attempts are closed (rule 6).',
  }),
  closing_silence_ms: durationMs
    .optional()
    .meta({ description: 'Silence after which a closing order closes (rule 7).' }),
  late_payment: z.enum(latePayments).optional().meta({
    description:
      'What becomes of money that comes too late: `refund`, or `ask` the merchant (rule 8).',
  }),
  late_answer_ms: durationMs
    .optional()
    .meta({ description: 'How long the merchant is asked (rule 8).' }),
  refund_poll_schedule_ms: scheduleMs.optional().meta({
    description: 'Waits before the queries of an accepted refund; the last repeats (rule 10).',
  }),
  refund_retries_ms: scheduleMs.optional().meta({
    description: 'Waits after a short balance or from a busy channel; the last repeats (rule 10).',
  }),
  max_refund_numbers: count.optional().meta({
    description: 'Refund numbers tried for one purpose before a person is asked (rule 10).',
  }),
  confirm_patience_ms: durationMs.optional().meta({
    description:
      'How long the query before a compensation is repeated before a person is asked (rule 10).',
  }),
  refund_patience_ms: durationMs.optional().meta({
    description: 'How long an accepted refund may take before a person is told (rule 10).',
  }),
  abnormal_poll_ms: intervalMs.optional().meta({
    description:
      'How often a refund that a person must see to is asked about all the same (rule 10).',
  }),
  offer_unrefundable: z
    .boolean()
    .optional()
    .meta({ description: 'Whether methods whose payments can not be refunded are offered.' }),
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
