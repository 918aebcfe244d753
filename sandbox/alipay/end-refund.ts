import { z } from 'zod';
import type { Entry } from '../engine/journal.ts';
import { moneyEntry } from '../engine/money-book.ts';
import { bookedAs, type AlipayContext } from './alipay-context.ts';
import { planCallbacks } from './callbacks.ts';
import { accountOf } from './pay-trade.ts';
import { isTold, refundNotification } from './payment.ts';
import { alipayEntry } from './trade-book.ts';
import {
  chargeStatus,
  newRefundSchema,
  refundFeeFen,
  type Charge,
  type NewRefund,
  type Refund,
  type Trade,
} from './trade.ts';

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

function move(trade: Trade, refund: NewRefund, atMs: number, isReturned: boolean): Entry {
  const { amountFen: amount, requestNo: reference } = refund;
  const kinds = { refund: 'refunded', cancel: 'refunded', console: 'reversed' } as const;
  const kind = isReturned ? 'refund_returned' : kinds[refund.by];
  return moneyEntry({ ...bookedAs(trade), kind, amount, reference, atMs });
}

function successEntries(
  context: AlipayContext,
  trade: Trade,
  charge: Charge,
  refund: NewRefund,
): readonly Entry[] {
  const { account, number, tradeNo, requestNo } = refund;
  const atMs = context.clock.nowMs();
  const done: Refund = { ...refund, status: 'success', endedAtMs: atMs };
  const others = context.book
    .refundsOf(trade)
    .filter((one) => one.tradeNo !== tradeNo || one.requestNo !== requestNo);
  const refunds = [...others, done];
  const status = chargeStatus(trade, charge, refunds, atMs);
  const after = { status, refundFeeFen: refundFeeFen(charge, refunds), atMs };
  const merchant = accountOf(context, trade);
  const told = isTold(trade.method, status)
    ? planCallbacks(context, refundNotification(merchant, trade, charge, done, after))
    : [];
  return [
    alipayEntry({ kind: 'refund_succeeded', account, number, tradeNo, requestNo, atMs }),
    move(trade, refund, atMs, false),
    ...told,
  ];
}

/** The entries of a refund: begun, and at once done unless it is slow. */
export function beginRefund(
  context: AlipayContext,
  trade: Trade,
  charge: Charge,
  wanted: Omit<NewRefund, 'createdAtMs'>,
  isDone: boolean,
): readonly Entry[] {
  const refund = { ...wanted, createdAtMs: context.clock.nowMs() };
  const begun = alipayEntry({ kind: 'refund_begun', refund });
  return isDone ? [begun, ...successEntries(context, trade, charge, refund)] : [begun];
}

/** The end of a slow refund, or the return of one that had succeeded. */
export function endRefund(context: AlipayContext, task: RefundEndTask): readonly Entry[] {
  const { account, number, tradeNo, requestNo } = task;
  const trade = context.book.trade(account, number);
  const charge = trade?.charges.find((one) => one.tradeNo === tradeNo);
  const refund = trade && context.book.refund(trade, { tradeNo, requestNo });
  if (trade === undefined || charge === undefined || refund === undefined) return [];
  if (task.end === 'success') {
    if (refund.status !== 'processing') return [];
    return successEntries(context, trade, charge, newRefundSchema.parse(refund));
  }
  if (refund.status !== 'success') return [];
  const atMs = context.clock.nowMs();
  return [
    alipayEntry({ kind: 'refund_returned', account, number, tradeNo, requestNo, atMs }),
    move(trade, refund, atMs, true),
  ];
}
