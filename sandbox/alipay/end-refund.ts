import { z } from 'zod';
import { endRefund } from '../engine/end-refund.ts';
import type { Entry } from '../engine/journal.ts';
import type { Charge } from '../engine/trade.ts';
import type { AlipayContext } from './alipay-context.ts';
import { refundBegunEntry } from './journal-words.ts';
import type { NewRefund, Trade } from './trade.ts';

/** The moment in which a refund gets its end, or the bank sends its money back. */
export const refundEndTaskSchema = z.object({
  kind: z.literal('refund_end'),
  account: z.string(),
  number: z.string(),
  tradeNo: z.string(),
  requestNo: z.string(),
  end: z.enum(['success', 'returned']),
});

export type RefundEndTask = z.infer<typeof refundEndTaskSchema>;

/** What is wanted of a charge's money, under which number. */
export type WantedRefund = Pick<NewRefund, 'refundNumber' | 'amountFen' | 'by'>;

/** The entries of a refund that is begun and stays under way. */
export function beginRefund(
  context: Pick<AlipayContext, 'clock'>,
  { account, number }: Trade,
  { id: chargeId }: Charge,
  wanted: WantedRefund,
): Readonly<{ refund: NewRefund; entries: readonly Entry[] }> {
  const refund = { account, number, chargeId, ...wanted, createdAtMs: context.clock.nowMs() };
  return { refund, entries: [refundBegunEntry(refund)] };
}

/** The entries of a refund that is done at once. */
export function refundAtOnce(
  context: AlipayContext,
  trade: Trade,
  charge: Charge,
  wanted: WantedRefund,
): readonly Entry[] {
  const { refund, entries } = beginRefund(context, trade, charge, wanted);
  const underWay = { ...refund, status: 'processing', endedAtMs: undefined } as const;
  return [...entries, ...endRefund(context, trade, underWay, 'success')];
}

/** The end of a slow refund, or the return of one that had succeeded. */
export function endAlipayRefund(context: AlipayContext, task: RefundEndTask): readonly Entry[] {
  const { account, number, tradeNo: chargeId, requestNo: refundNumber, end } = task;
  const trade = context.book.trade(account, number);
  const refund = context.book.refund({ account, chargeId, refundNumber });
  if (trade === undefined || refund === undefined) return [];
  if (end === 'returned' && refund.status !== 'success') return [];
  return endRefund(context, trade, refund, end);
}
