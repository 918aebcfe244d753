import { z } from 'zod';
import type { CallbackInput } from '../../domain/facts/input.ts';
import { minor, storedFinding, storedStanding } from '../answers/stored-standing.ts';

/** What a callback says, in the vocabulary of the rules. */
export type CallbackNews = CallbackInput['news'];

/** Reads the news of a stored callback; an older build may have written it. */
export const callbackNews: z.ZodType<CallbackNews> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('payment'), finding: storedFinding }),
  z.object({
    kind: z.literal('refund'),
    refundNumber: z.string(),
    reference: z.string(),
    amountMinor: minor,
    standing: storedStanding,
  }),
  z.object({ kind: z.literal('reversal'), reference: z.string(), amountMinor: minor }),
  z.object({ kind: z.literal('dispute'), state: z.enum(['opened', 'won', 'lost']) }),
]);

/** Columns of an inbox row that make its input. */
export const callbackColumns = {
  id: z.string(),
  channel_number: z.string(),
  fresh: z.boolean(),
  news: callbackNews,
};

/** The input for the rules from a stored callback. */
export function callbackInputOf(
  row: Readonly<z.output<z.ZodObject<typeof callbackColumns>>>,
): CallbackInput {
  const { id, channel_number: channelNumber, fresh, news } = row;
  return { type: 'callback', id, channelNumber, fresh, news };
}
