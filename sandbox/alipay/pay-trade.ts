import { z } from 'zod';
import { ControlError } from '../engine/control-error.ts';
import type { Entry } from '../engine/journal.ts';
import { moneyEntry } from '../engine/money-book.ts';
import { bookedAs, takeFault, type AlipayContext } from './alipay-context.ts';
import type { AlipayAccount } from './alipay-account.ts';
import { exists } from './call.ts';
import { planCallbacks } from './callbacks.ts';
import { closeNotification, isTold, newTradeNo, paymentNotification } from './payment.ts';
import { alipayEntry } from './trade-book.ts';
import { whyNotPayable, type Trade } from './trade.ts';

const settlesAfterByDefaultMs = 60_000;
// One fen more than asked, so the difference can't be lost in rounding.
const wrongByFen = 1;

/** A shopper's payment on its way to success. */
export const settleTaskSchema = z.object({
  kind: z.literal('settle'),
  account: z.string(),
  number: z.string(),
});

/** The moment in which an unpaid trade closes by itself. */
export const expireTaskSchema = z.object({
  kind: z.literal('expire'),
  account: z.string(),
  number: z.string(),
});

/** @throws when the journal knows an account that the register has lost */
export function accountOf(context: AlipayContext, trade: Pick<Trade, 'account'>): AlipayAccount {
  const account = context.register.byName(trade.account);
  if (account === undefined) throw new Error(`No account ${trade.account}`);
  return account;
}

/** @throws ControlError 409 when it can't be paid any more */
export function requirePayable(context: AlipayContext, trade: Trade): void {
  const why = whyNotPayable(trade, context.clock.nowMs());
  if (why !== undefined) {
    throw new ControlError(409, `Payment ${trade.number} can't be paid: ${why}. No money moved.`);
  }
}

function creation(context: AlipayContext, trade: Trade, tradeNo: string): readonly Entry[] {
  const { account, number } = trade;
  const atMs = context.clock.nowMs();
  const created = alipayEntry({ kind: 'trade_created', account, number, tradeNo, atMs });
  if (!isTold(trade.method, 'TRADE_CLOSED')) return [created];
  const task = { kind: 'expire', account, number };
  return [created, context.later.planned('alipay', trade.expiresAtMs + 1, task)];
}

/** The shopper scans, logs in or enters the password: the trade comes to be, WAIT_BUYER_PAY. */
export function beginTrade(context: AlipayContext, trade: Trade): void {
  requirePayable(context, trade);
  if (trade.tradeNo !== undefined) return;
  context.journal.write(creation(context, trade, newTradeNo(context.clock.nowMs())));
}

/** The entries of a trade's charge, or of its two when the channel charges it twice. */
function settlementEntries(context: AlipayContext, trade: Trade): readonly Entry[] {
  const account = accountOf(context, trade);
  const wrong =
    trade.faults.wrongAmount || takeFault(context, 'callback', 'wrong_amount', trade) !== undefined;
  const twice =
    trade.faults.secondTransaction ||
    takeFault(context, 'callback', 'second_transaction', trade) !== undefined;
  const paidAtMs = context.clock.nowMs();
  const firstNo = trade.tradeNo ?? newTradeNo(paidAtMs);
  const created = trade.tradeNo === undefined ? creation(context, trade, firstNo) : [];
  const amountFen = trade.totalFen + (wrong ? wrongByFen : 0);
  const { number } = trade;
  const told = trade.tradeNo === undefined ? { ...trade, createdAtMs: paidAtMs } : trade;

  const charged = (twice ? [firstNo, newTradeNo(paidAtMs)] : [firstNo]).flatMap((tradeNo) => {
    const charge = { tradeNo, amountFen, paidAtMs };
    const move = {
      kind: 'charged',
      amount: amountFen,
      reference: tradeNo,
      atMs: paidAtMs,
    } as const;
    return [
      alipayEntry({ kind: 'paid', account: account.name, number, charge }),
      moneyEntry({ ...bookedAs(trade), ...move }),
      ...planCallbacks(context, paymentNotification(account, told, charge)),
    ];
  });
  return [...created, ...charged];
}

/**
 * What the shopper does: scans where that is still to do, and pays.
 * @throws ControlError 409 when it can't be paid any more
 */
export function payTrade(context: AlipayContext, trade: Trade): void {
  requirePayable(context, trade);
  const slow = takeFault(context, 'callback', 'slow_settlement', trade);
  const slowMs = slow?.delay_ms ?? context.clock.scaledMs(settlesAfterByDefaultMs);
  const settlesAfterMs = slow === undefined ? trade.faults.settlesAfterMs : slowMs;
  if (settlesAfterMs === 0) {
    context.journal.write(settlementEntries(context, trade));
    return;
  }
  const { account, number } = trade;
  const nowMs = context.clock.nowMs();
  const created = trade.tradeNo === undefined ? creation(context, trade, newTradeNo(nowMs)) : [];
  context.journal.write([
    ...created,
    alipayEntry({ kind: 'settling', account, number }),
    context.later.planned('alipay', nowMs + settlesAfterMs, { kind: 'settle', account, number }),
  ]);
}

/** The end of a slow settlement. */
export function settle(
  context: AlipayContext,
  task: z.infer<typeof settleTaskSchema>,
): readonly Entry[] {
  const trade = context.book.trade(task.account, task.number);
  return trade?.settling === true ? settlementEntries(context, trade) : [];
}

/** The entries that close an unpaid trade and tell of it where that is told. */
export function closeEntries(
  context: AlipayContext,
  trade: Trade & Readonly<{ tradeNo: string }>,
  payableAfterClose: boolean,
): readonly Entry[] {
  const { account, number, tradeNo } = trade;
  const atMs = context.clock.nowMs();
  const closed = alipayEntry({ kind: 'closed', account, number, payableAfterClose, atMs });
  if (!isTold(trade.method, 'TRADE_CLOSED')) return [closed];
  const notification = closeNotification(accountOf(context, trade), trade, tradeNo, atMs);
  return [closed, ...planCallbacks(context, notification)];
}

/** Closes a trade whose time has passed, for the callback; unpaid it counts as closed anyway. */
export function expire(
  context: AlipayContext,
  task: z.infer<typeof expireTaskSchema>,
): readonly Entry[] {
  const trade = context.book.trade(task.account, task.number);
  if (!exists(trade) || trade.charges.length > 0) return [];
  if (trade.settling || trade.closedAtMs !== undefined) return [];
  return closeEntries(context, trade, false);
}
