import { z } from 'zod';
import type { Entry } from '../engine/journal.ts';
import { moneyEntry } from '../engine/money-book.ts';
import { planCallbacks } from './callbacks.ts';
import { wechatEntry } from './trade-book.ts';
import { refundResource } from './trade-view.ts';
import type { Refund, Trade } from './trade.ts';
import { bookedAs, type WechatContext } from './wechat-context.ts';

/** The moment in which a refund gets its end. */
export const refundEndTaskSchema = z.object({
  kind: z.literal('refund_end'),
  account: z.string(),
  refundNumber: z.string(),
  status: z.enum(['SUCCESS', 'CLOSED', 'ABNORMAL']),
  /** After its success the bank sends the money back, and the refund turns CLOSED. */
  failsAfterwards: z.boolean(),
});

export type RefundEndTask = z.infer<typeof refundEndTaskSchema>;

const failsAfterwardsInMs = 3_000;

const summaries = { SUCCESS: '退款成功', CLOSED: '退款关闭', ABNORMAL: '退款异常' };

function moneyOf(
  context: WechatContext,
  trade: Trade,
  before: Refund,
  task: RefundEndTask,
): readonly Entry[] {
  const move = {
    ...bookedAs(trade),
    amount: before.amountFen,
    reference: before.refundId,
    atMs: context.clock.nowMs(),
  };
  if (task.status === 'SUCCESS') return [moneyEntry({ ...move, kind: 'refunded' })];
  return before.status === 'SUCCESS' ? [moneyEntry({ ...move, kind: 'refund_returned' })] : [];
}

/** The entries of a refund's end: its status, the money, the callback, and a later failure. */
export function endRefund(context: WechatContext, task: RefundEndTask): readonly Entry[] {
  const { account: accountName, refundNumber, status } = task;
  const before = context.book.refund(accountName, refundNumber);
  const trade = before && context.book.trade(accountName, before.number);
  const account = context.register.byName(accountName);
  if (before === undefined || trade === undefined || account === undefined) return [];
  const atMs = context.clock.nowMs();
  const entries: Entry[] = [
    wechatEntry({ kind: 'refund_ended', account: accountName, refundNumber, status, atMs }),
    ...moneyOf(context, trade, before, task),
  ];
  if (before.notifyUrl !== undefined) {
    const notification = {
      account: accountName,
      number: trade.number,
      attach: trade.attach,
      url: before.notifyUrl,
      eventType: `REFUND.${status}`,
      originalType: 'refund',
      summary: summaries[status],
      resource: refundResource(account, { ...before, status, endedAtMs: atMs }),
    } as const;
    entries.push(...planCallbacks(context, notification, refundNumber));
  }
  if (task.failsAfterwards) {
    const failure: RefundEndTask = { ...task, status: 'CLOSED', failsAfterwards: false };
    const dueMs = atMs + context.clock.scaledMs(failsAfterwardsInMs);
    entries.push(context.later.planned('wechat', dueMs, failure));
  }
  return entries;
}
