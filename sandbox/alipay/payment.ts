import { randomDigits } from '../engine/random-digits.ts';
import type { Charge } from '../engine/trade.ts';
import type { AlipayAccount } from './alipay-account.ts';
import { beijingDate, beijingTime } from './beijing-time.ts';
import type { Notification } from './callbacks.ts';
import type { NewOffer, Refund, TradeStatus } from './trade.ts';
import { yuan } from './yuan.ts';

/** Alipay's own number of a trade: 28 digits that begin with the day. */
export function newTradeNo(nowMs: number): string {
  return `${beijingDate(nowMs)}22001${randomDigits(15)}`;
}

/** Face-to-face and PC pages tell of success alone; wap and app tell of every end. */
export function isTold(method: NewOffer['method'], status: TradeStatus): boolean {
  if (status === 'TRADE_SUCCESS') return true;
  return method === 'wap' || method === 'app' ? status !== 'WAIT_BUYER_PAY' : false;
}

type Created = NewOffer & Readonly<{ begunAtMs: number }>;

function commonFields(
  account: AlipayAccount,
  trade: Created,
  tradeNo: string,
  status: TradeStatus,
): Readonly<Record<string, string>> {
  const passback = trade.passback === '' ? {} : { passback_params: trade.passback };
  const body = trade.body === '' ? {} : { body: trade.body };
  return {
    gmt_create: beijingTime(trade.begunAtMs),
    charset: trade.charset,
    subject: trade.subject,
    buyer_id: trade.buyerId,
    version: '1.0',
    notify_type: 'trade_status_sync',
    out_trade_no: trade.number,
    trade_status: status,
    trade_no: tradeNo,
    auth_app_id: account.appId,
    app_id: account.appId,
    seller_id: account.sellerId,
    ...body,
    ...passback,
  };
}

function about(trade: Created, fields: Readonly<Record<string, string>>): Notification {
  const { account, number, order, notifyUrl, charset } = trade;
  return { account, number, order, url: notifyUrl, charset, fields };
}

function chargeFields({ amountFen, paidAtMs }: Charge): Readonly<Record<string, string>> {
  const amount = yuan(amountFen);
  return {
    gmt_payment: beijingTime(paidAtMs),
    invoice_amount: amount,
    fund_bill_list: JSON.stringify([{ amount, fundChannel: 'ALIPAYACCOUNT' }]),
    total_amount: amount,
    receipt_amount: amount,
    point_amount: '0.00',
    buyer_pay_amount: amount,
  };
}

/** The callback of a charge: its success, or its end when no refund is possible any more. */
export function paymentNotification(
  account: AlipayAccount,
  trade: Created,
  charge: Charge,
  status: 'TRADE_SUCCESS' | 'TRADE_FINISHED' = 'TRADE_SUCCESS',
): Notification {
  return about(trade, {
    ...commonFields(account, trade, charge.id, status),
    ...chargeFields(charge),
  });
}

/** The callback of a trade that closed unpaid. */
export function closeNotification(
  account: AlipayAccount,
  trade: Created,
  tradeNo: string,
  closedAtMs: number,
): Notification {
  return about(trade, {
    ...commonFields(account, trade, tradeNo, 'TRADE_CLOSED'),
    total_amount: yuan(trade.totalFen),
    gmt_close: beijingTime(closedAtMs),
  });
}

/** The callback of a refund that succeeded; `refund_fee` is all that went back of the charge. */
export function refundNotification(
  account: AlipayAccount,
  trade: Created,
  charge: Charge,
  refund: Refund,
  after: Readonly<{ status: TradeStatus; refundFeeFen: number; atMs: number }>,
): Notification {
  const millis = (after.atMs % 1_000).toString().padStart(3, '0');
  const closed = after.status === 'TRADE_CLOSED' ? { gmt_close: beijingTime(after.atMs) } : {};
  const told = about(trade, {
    ...commonFields(account, trade, charge.id, after.status),
    ...chargeFields(charge),
    ...closed,
    out_biz_no: refund.refundNumber,
    refund_fee: yuan(after.refundFeeFen),
    gmt_refund: `${beijingTime(after.atMs)}.${millis}`,
  });
  return { ...told, requestNo: refund.refundNumber };
}
