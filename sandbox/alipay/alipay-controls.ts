import { ControlError } from '../engine/control-error.ts';
import { moneyEntry } from '../engine/money-book.ts';
import type { ControlAnswer, PaymentName, PhoneView } from '../engine/simulated-channel.ts';
import { bookedAs, type AlipayContext } from './alipay-context.ts';
import { exists } from './call.ts';
import { planCallbacks } from './callbacks.ts';
import { backUrl, openLink } from './cashier.ts';
import { beginRefund } from './end-refund.ts';
import { accountOf, beginTrade, payTrade, requirePayable } from './pay-trade.ts';
import { isTold, paymentNotification } from './payment.ts';
import { alipayEntry } from './trade-book.ts';
import { chargeStatus, isClosed, refundedFen, whyNotPayable, type Trade } from './trade.ts';
import { yuan } from './yuan.ts';

const notKnown =
  'Alipay knows no payment of that number. A page, wap or app payment is unknown until its link ' +
  'is opened: GET the link, or give it here as "url" (or "order_string").';

function openedTrade(context: AlipayContext, name: PaymentName): Trade | undefined {
  const link = name.url ?? name.order_string;
  if (link === undefined) return undefined;
  const trade = openLink(context, link);
  if (trade.number !== name.number) {
    throw new ControlError(400, `The link is for ${trade.number}, not for ${name.number}`);
  }
  return trade;
}

/** @throws ControlError 404, or 400 when the number exists in several accounts */
function namedTrade(context: AlipayContext, name: PaymentName): Trade {
  const opened = openedTrade(context, name);
  if (opened !== undefined) return opened;
  const trades = context.book
    .tradesOfNumber(name.number)
    .filter((trade) => name.account === undefined || trade.account === name.account);
  if (trades.length > 1) {
    throw new ControlError(400, `Name the account: ${name.number} exists in several`);
  }
  const [trade] = trades;
  if (trade === undefined) throw new ControlError(404, `${name.number}: ${notKnown}`);
  return trade;
}

function stateOf(context: AlipayContext, trade: Trade): string {
  if (trade.settling) return 'SETTLING';
  if (trade.tradeNo === undefined) return 'NOT_CREATED';
  const nowMs = context.clock.nowMs();
  const [charge] = trade.charges;
  if (charge !== undefined) {
    return chargeStatus(trade, charge, context.book.refundsOf(trade), nowMs);
  }
  return isClosed(trade, nowMs) ? 'TRADE_CLOSED' : 'WAIT_BUYER_PAY';
}

/** How a payment stands now, for who used a control on it. */
export function standing(context: AlipayContext, { account, number }: Trade): ControlAnswer {
  const trade = context.book.trade(account, number);
  if (trade === undefined) throw new Error(`The journal lost ${number}`);
  return { channel: 'alipay', number, account, state: stateOf(context, trade) };
}

/** The shopper opens what is not open yet, scans or logs in where that is to do, and pays. */
export function pay(context: AlipayContext, name: PaymentName): ControlAnswer {
  const trade = namedTrade(context, name);
  payTrade(context, trade);
  return standing(context, trade);
}

/** The shopper scans or logs in. With wap and app only the password makes a trade. */
export function scan(context: AlipayContext, name: PaymentName): ControlAnswer {
  const trade = namedTrade(context, name);
  if (trade.method === 'precreate' || trade.method === 'page') beginTrade(context, trade);
  else requirePayable(context, trade);
  return standing(context, trade);
}

/** The shopper gets as far as the password and the bank refuses: a trade, unpaid and payable. */
export function decline(context: AlipayContext, name: PaymentName): ControlAnswer {
  const trade = namedTrade(context, name);
  beginTrade(context, trade);
  return standing(context, trade);
}

/** Alipay has one step only. */
export function approve(context: AlipayContext, name: PaymentName): never {
  namedTrade(context, name);
  throw new ControlError(409, 'Alipay takes the money in one step: use /_sandbox/pay');
}

/** The time for refunds ends: TRADE_FINISHED, told to wap and app. */
export function finish(context: AlipayContext, name: PaymentName): ControlAnswer {
  const trade = namedTrade(context, name);
  if (stateOf(context, trade) !== 'TRADE_SUCCESS') {
    throw new ControlError(409, `Payment ${trade.number} is not in TRADE_SUCCESS`);
  }
  const account = accountOf(context, trade);
  const { number } = trade;
  const told = isTold(trade.method, 'TRADE_FINISHED')
    ? trade.charges.flatMap((charge) =>
        planCallbacks(context, paymentNotification(account, trade, charge, 'TRADE_FINISHED')),
      )
    : [];
  context.journal.write([
    alipayEntry({ kind: 'finished', account: account.name, number }),
    ...told,
  ]);
  return standing(context, trade);
}

/** Money sent back by hand at the merchant's console: `reversed`, for no call asked for it. */
export function consoleRefund(
  context: AlipayContext,
  name: PaymentName,
  amount?: number,
): ControlAnswer {
  const trade = namedTrade(context, name);
  const refunds = context.book.refundsOf(trade);
  const leftOf = (one: Trade['charges'][number]): number =>
    one.amountFen - refundedFen(one, refunds);
  const charge = trade.charges.find((one) => leftOf(one) >= (amount ?? 1));
  if (charge === undefined) {
    throw new ControlError(409, `Payment ${trade.number} has not that much to refund`);
  }
  const amountFen = amount ?? leftOf(charge);
  const { account, number } = trade;
  const { tradeNo } = charge;
  const requestNo = `console_${tradeNo}_${refunds.length + 1}`;
  const wanted = { account, number, tradeNo, requestNo, amountFen, by: 'console' } as const;
  context.journal.write(beginRefund(context, trade, charge, wanted, true));
  return { ...standing(context, trade), amount: amountFen };
}

/** Money taken back after a complaint. Alipay has no call that tells of it. */
export function dispute(context: AlipayContext, name: PaymentName, amount?: number): ControlAnswer {
  const trade = namedTrade(context, name);
  const booked = context.money.payment('alipay', trade.account, trade.number);
  const kept = booked === undefined ? 0 : booked.captured - booked.refunded - booked.reversed;
  const taken = amount ?? kept;
  if (taken < 1 || taken > kept) {
    throw new ControlError(409, `Payment ${trade.number} keeps ${kept}; ${taken} can't be taken`);
  }
  const move = { kind: 'reversed', amount: taken, reference: 'dispute' } as const;
  const atMs = context.clock.nowMs();
  context.journal.write([moneyEntry({ ...bookedAs(trade), ...move, atMs })]);
  return { ...standing(context, trade), amount: taken };
}

function phoneState(trade: Trade, why: string | undefined): PhoneView['state'] {
  if (trade.charges.length > 0) return 'paid';
  if (trade.settling) return 'paying';
  return why === undefined ? 'payable' : 'unpayable';
}

/** What the shopper's phone or browser shows of a payment. */
export function phoneView(context: AlipayContext, number: string): PhoneView | undefined {
  const [trade] = context.book.tradesOfNumber(number);
  if (trade === undefined) return undefined;
  const why = whyNotPayable(trade, context.clock.nowMs());
  const canLogIn = trade.method === 'page' && !exists(trade);
  return {
    channelTitle: 'Alipay',
    number: trade.number,
    description: trade.subject,
    amount: `¥${yuan(trade.totalFen)}`,
    state: phoneState(trade, why),
    reason: why ?? '',
    ...(canLogIn ? { scanLabel: 'Log in' } : {}),
    backUrl: backUrl(context, trade),
  };
}
