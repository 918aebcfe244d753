import { z } from 'zod';
import type { RequestInput } from '../../domain/facts/input.ts';
import { lateDecisions } from '../../domain/order/attempt.ts';
import { refundDecisions, refundOutcomes } from '../../domain/order/refund.ts';
import type { ChannelTraits } from '../../domain/order/traits.ts';
import { minor } from './stored-standing.ts';

const by = z.object({ name: z.string(), reason: z.string() });
const id = z.string();

const pay = z.object({
  id,
  number: z.string(),
  channel: z.string(),
  method: z.string(),
  account: z.string(),
  payer: z.string().nullable(),
  // Not checked further, as with facts: a build of ours wrote it from this type.
  traits: z.custom<ChannelTraits>((value) => typeof value === 'object' && value !== null),
});

/** Reads a stored request for the rules. @see ../../domain/facts/input.ts, RequestInput */
export const storedRequest: z.ZodType<RequestInput> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('pay'), request: pay }),
  z.object({ type: z.literal('close'), id }),
  z.object({
    type: z.literal('refund'),
    id,
    refundId: z.string(),
    amountMinor: minor,
    reasonMark: z.string().nullable().default(null),
  }),
  z.object({
    type: z.literal('late_decision'),
    id,
    number: z.string(),
    decision: z.enum(lateDecisions),
  }),
  z.object({
    type: z.literal('refund_decision'),
    id,
    refundNumber: z.string(),
    decision: z.enum(refundDecisions),
    by,
    outcome: z.enum(refundOutcomes).nullable(),
  }),
  z.object({
    type: z.literal('attention_decision'),
    id,
    attention: z.string(),
    by,
    returnedMinor: minor.exactOptional(),
  }),
]);
