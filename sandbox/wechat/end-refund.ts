import { z } from 'zod';
import { endRefund } from '../engine/end-refund.ts';
import type { Entry } from '../engine/journal.ts';
import { refundEndSchema } from './journal-words.ts';
import type { WechatContext } from './wechat-context.ts';

/** The moment in which a refund gets its end. */
export const refundEndTaskSchema = z.object({
  kind: z.literal('refund_end'),
  account: z.string(),
  refundNumber: z.string(),
  status: refundEndSchema,
  /** After its success the bank sends the money back, and the refund turns CLOSED. */
  failsAfterwards: z.boolean(),
});

/** As the journal keeps it. */
export type RefundEndWords = z.input<typeof refundEndTaskSchema>;

const failsAfterwardsInMs = 3_000;

/** The entries of a refund's end, and of a later failure. */
export function endWechatRefund(
  context: WechatContext,
  task: z.output<typeof refundEndTaskSchema>,
): readonly Entry[] {
  const { book, clock, channel, later } = context;
  const { account, refundNumber, status, failsAfterwards } = task;
  const refund = book.refund({ account, refundNumber });
  const trade = refund && book.trade(account, refund.number);
  if (refund === undefined || trade === undefined) return [];
  const entries = endRefund(context, trade, refund, status);
  if (!failsAfterwards) return entries;
  const failure: RefundEndWords = {
    kind: 'refund_end',
    account,
    refundNumber,
    status: 'CLOSED',
    failsAfterwards: false,
  };
  const dueMs = clock.nowMs() + clock.scaledMs(failsAfterwardsInMs);
  return [...entries, later.planned(channel, dueMs, failure)];
}
