import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { ControlError } from '../engine/control-error.ts';
import type { Entry } from '../engine/journal.ts';
import { moneyEntry } from '../engine/money-book.ts';
import { planCallbacks, type Notification } from './callbacks.ts';
import type { MerchantAccount } from './merchant-account.ts';
import { wechatEntry } from './trade-book.ts';
import { paidTradeBody } from './trade-view.ts';
import { whyNotPayable, type NewTrade, type Trade, type Transaction } from './trade.ts';
import { bookedAs, takeFault, type WechatContext } from './wechat-context.ts';

const settlesAfterByDefaultMs = 60_000;
// One fen more than asked, so the difference can't be lost in rounding.
const wrongByFen = 1;

/** A shopper's payment on its way to success. */
export const settleTaskSchema = z.object({
  kind: z.literal('settle'),
  account: z.string(),
  number: z.string(),
});

/** The callback of a charge. */
export function paymentNotification(
  account: MerchantAccount,
  trade: NewTrade,
  transaction: Transaction,
): Notification {
  return {
    account: trade.account,
    number: trade.number,
    attach: trade.attach,
    url: trade.notifyUrl,
    eventType: 'TRANSACTION.SUCCESS',
    originalType: 'transaction',
    summary: '支付成功',
    resource: paidTradeBody(account, trade, transaction, 'SUCCESS'),
  };
}

function newTransactionId(): string {
  const digits = [...randomBytes(24)].map((byte) => (byte % 10).toString()).join('');
  return `4200${digits}`;
}

/** The entries of a trade's charge, or of its two when the channel charges it twice. */
export function settlementEntries(context: WechatContext, trade: Trade): readonly Entry[] {
  const account = context.register.byName(trade.account);
  if (account === undefined) throw new Error(`No account ${trade.account}`);
  const wrong =
    trade.faults.wrongAmount || takeFault(context, 'callback', 'wrong_amount', trade) !== undefined;
  const twice =
    trade.faults.secondTransaction ||
    takeFault(context, 'callback', 'second_transaction', trade) !== undefined;
  const paidAtMs = context.clock.nowMs();
  const amountFen = trade.totalFen + (wrong ? wrongByFen : 0);

  return (twice ? [1, 2] : [1]).flatMap(() => {
    const transaction = { id: newTransactionId(), amountFen, openid: trade.openid, paidAtMs };
    return [
      wechatEntry({ kind: 'paid', account: trade.account, number: trade.number, transaction }),
      moneyEntry({
        ...bookedAs(trade),
        kind: 'charged',
        amount: amountFen,
        reference: transaction.id,
        atMs: paidAtMs,
      }),
      ...planCallbacks(context, paymentNotification(account, trade, transaction)),
    ];
  });
}

/**
 * What the shopper does: pays the trade.
 * @throws ControlError 409 when it can't be paid any more
 */
export function payTrade(context: WechatContext, trade: Trade): void {
  const why = whyNotPayable(trade, context.clock.nowMs());
  if (why !== undefined) {
    throw new ControlError(409, `Payment ${trade.number} can't be paid: ${why}. No money moved.`);
  }
  const slow = takeFault(context, 'callback', 'slow_settlement', trade);
  const slowMs = slow?.delay_ms ?? context.clock.scaledMs(settlesAfterByDefaultMs);
  const settlesAfterMs = slow === undefined ? trade.faults.settlesAfterMs : slowMs;
  if (settlesAfterMs === 0) {
    context.journal.write(settlementEntries(context, trade));
    return;
  }
  const { account, number } = trade;
  const dueMs = context.clock.nowMs() + settlesAfterMs;
  context.journal.write([
    wechatEntry({ kind: 'settling', account, number }),
    context.later.planned('wechat', dueMs, { kind: 'settle', account, number }),
  ]);
}

/** The end of a slow settlement. */
export function settle(
  context: WechatContext,
  task: z.infer<typeof settleTaskSchema>,
): readonly Entry[] {
  const trade = context.book.trade(task.account, task.number);
  return trade?.settling === true ? settlementEntries(context, trade) : [];
}
