import { ControlError } from '../engine/control-error.ts';
import { moneyEntry } from '../engine/money-book.ts';
import type { ControlAnswer, PaymentName, PhoneView } from '../engine/simulated-channel.ts';
import { payTrade } from './pay-trade.ts';
import { wechatEntry } from './trade-book.ts';
import { refundableFen, tradeState, whyNotPayable, type Trade } from './trade.ts';
import { bookedAs, type WechatContext } from './wechat-context.ts';

/** @throws ControlError 404, or 400 when the number exists in several accounts */
export function namedTrade(context: WechatContext, { number, account }: PaymentName): Trade {
  const trades = context.book
    .tradesOfNumber(number)
    .filter((trade) => account === undefined || trade.account === account);
  if (trades.length > 1)
    throw new ControlError(400, `Name the account: ${number} exists in several`);
  const [trade] = trades;
  if (trade === undefined) throw new ControlError(404, `WeChat knows no payment ${number}`);
  return trade;
}

/** How a trade stands, for who used a control on it. */
export function standing(context: WechatContext, name: PaymentName): ControlAnswer {
  const trade = namedTrade(context, name);
  const state = trade.settling ? 'SETTLING' : tradeState(trade, context.book.refundsOf(trade));
  return { channel: 'wechat', number: trade.number, account: trade.account, state };
}

/** The shopper pays. */
export function pay(context: WechatContext, name: PaymentName): ControlAnswer {
  payTrade(context, namedTrade(context, name));
  return standing(context, name);
}

/** The shopper scans, or thinks better of it: neither changes anything on WeChat's wire. */
export function lookAt(context: WechatContext, name: PaymentName): ControlAnswer {
  const trade = namedTrade(context, name);
  const why = whyNotPayable(trade, context.clock.nowMs());
  if (why !== undefined) throw new ControlError(409, `Payment ${trade.number}: ${why}.`);
  return standing(context, name);
}

/** Money sent back by hand at the merchant console: `reversed`, for no call asked for it. */
export function consoleRefund(
  context: WechatContext,
  name: PaymentName,
  amount?: number,
): ControlAnswer {
  const trade = namedTrade(context, name);
  const refunds = context.book.refundsOf(trade);
  const left = (one: Trade['transactions'][number]): number => refundableFen(trade, one, refunds);
  const transaction = trade.transactions.find((one) => left(one) >= (amount ?? 1));
  if (transaction === undefined) {
    throw new ControlError(409, `Payment ${trade.number} has not that much to refund`);
  }
  const amountFen = amount ?? left(transaction);
  const { account, number } = trade;
  context.journal.write([
    wechatEntry({
      kind: 'console_refunded',
      account,
      number,
      transactionId: transaction.id,
      amountFen,
    }),
    moneyEntry({
      ...bookedAs(trade),
      kind: 'reversed',
      amount: amountFen,
      reference: `console ${transaction.id}`,
      atMs: context.clock.nowMs(),
    }),
  ]);
  return { ...standing(context, name), amount: amountFen };
}

/** Money taken back by the shopper's bank. WeChat has no call that tells of it. */
export function dispute(context: WechatContext, name: PaymentName, amount?: number): ControlAnswer {
  const trade = namedTrade(context, name);
  const booked = context.money.payment('wechat', trade.account, trade.number);
  const kept = booked === undefined ? 0 : booked.captured - booked.refunded - booked.reversed;
  const taken = amount ?? kept;
  if (taken < 1 || taken > kept) {
    throw new ControlError(409, `Payment ${trade.number} keeps ${kept}; ${taken} can't be taken`);
  }
  context.journal.write([
    moneyEntry({
      ...bookedAs(trade),
      kind: 'reversed',
      amount: taken,
      reference: 'dispute',
      atMs: context.clock.nowMs(),
    }),
  ]);
  return { ...standing(context, name), amount: taken };
}

function phoneState(trade: Trade, why: string | undefined): PhoneView['state'] {
  if (trade.transactions.length > 0) return 'paid';
  if (trade.settling) return 'paying';
  return why === undefined ? 'payable' : 'unpayable';
}

/** What the shopper's phone shows of a payment. */
export function phoneView(context: WechatContext, number: string): PhoneView | undefined {
  const [trade] = context.book.tradesOfNumber(number);
  if (trade === undefined) return undefined;
  const why = whyNotPayable(trade, context.clock.nowMs());
  return {
    channelTitle: 'WeChat Pay',
    number: trade.number,
    description: trade.description,
    amount: `¥${(trade.totalFen / 100).toFixed(2)}`,
    state: phoneState(trade, why),
    reason: why ?? '',
  };
}
