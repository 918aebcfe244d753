import { z } from 'zod';
import { putOffCodes } from '../../domain/order/channel-answer.ts';
import type { TaskAnswer } from '../../domain/facts/input.ts';
import { failureFields, storedFinding, storedStanding, storedSuccess } from './stored-standing.ts';

const refusal = z.object({ kind: z.literal('refused'), ...failureFields });
const offered = z.object({
  kind: z.literal('offered'),
  channelReference: z.string().nullable(),
  validUntilMs: z.number().nullable(),
});
const done = z.object({ kind: z.literal('done') });
const processing = z.object({ kind: z.literal('processing') });
const later = z.object({ kind: z.literal('later'), code: z.enum(putOffCodes) });
const refundRefusal = refusal.extend({ lessIsLeft: z.boolean().exactOptional() });
const notKnown = z.object({ kind: z.literal('not_known') });

const answerOf = {
  created: z.union([offered, refusal]),
  queried: storedFinding,
  close_answered: z.union([done, refusal]),
  captured: z.union([storedSuccess, processing, refusal]),
  refunded: z.union([storedStanding, refundRefusal, later]),
  refund_queried: z.union([storedStanding, notKnown]),
};

const answerOfPayment = { number: z.string(), askedAtMs: z.number() };
const answerOfRefund = { refundNumber: z.string(), askedAtMs: z.number() };

/**
 * Reads a channel's answer, as the activity that got it stored it, in the shape that the rules
 * take. An older build may have written it.
 *
 * @see ../../domain/facts/input.ts, TaskAnswer
 */
export const storedAnswer: z.ZodType<TaskAnswer> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('created'), ...answerOfPayment, answer: answerOf.created }),
  z.object({ type: z.literal('queried'), ...answerOfPayment, answer: answerOf.queried }),
  z.object({
    type: z.literal('close_answered'),
    ...answerOfPayment,
    answer: answerOf.close_answered,
  }),
  z.object({ type: z.literal('captured'), ...answerOfPayment, answer: answerOf.captured }),
  z.object({ type: z.literal('refunded'), ...answerOfRefund, answer: answerOf.refunded }),
  z.object({
    type: z.literal('refund_queried'),
    ...answerOfRefund,
    answer: answerOf.refund_queried,
  }),
]);
