import { z } from 'zod';
import type { CallbackInput } from '../../domain/facts/input.ts';
import { disputeStates } from '../../domain/order/channel-answer.ts';
import { boolean, json, text } from '../database/column.ts';
import type { RowOf } from '../database/table.ts';
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
  z.object({ kind: z.literal('dispute'), state: z.enum(disputeStates) }),
]);

/** Columns of an inbox row that make its input. */
export const callbackColumns = {
  id: text('id'),
  /** The payment number at the channel. */
  channelNumber: text('channel_number'),
  /** Signed within five minutes before its arrival. */
  fresh: boolean('fresh'),
  news: json('news', callbackNews),
};

/** A stored callback as the rules take it. */
export function callbackInputOf(row: RowOf<typeof callbackColumns>): CallbackInput {
  const { id, channelNumber, fresh, news } = row;
  return { type: 'callback', id, channelNumber, fresh, news };
}
