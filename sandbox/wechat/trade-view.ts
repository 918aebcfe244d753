import type { MerchantAccount } from './merchant-account.ts';
import type { Charge } from '../engine/trade.ts';
import { refundEndWords } from './journal-words.ts';
import { tradeState, transactionState } from './trade.ts';
import type { NewTrade, Refund, Trade, TradeMethod, TradeState } from './trade.ts';
import { wechatTime } from './wechat-time.ts';

const tradeTypes = {
  native: 'NATIVE',
  h5: 'MWEB',
  jsapi: 'JSAPI',
  app: 'APP',
} as const satisfies Record<TradeMethod, string>;

const descriptions = {
  NOTPAY: '订单未支付',
  SUCCESS: '支付成功',
  REFUND: '订单发生过退款，退款详情请查询退款单',
  CLOSED: '订单已关闭',
} as const satisfies Record<TradeState, string>;

/** One charge of a trade, the way a query and a callback's resource tell it. */
export function paidTradeBody(
  account: MerchantAccount,
  trade: NewTrade,
  charge: Charge,
  state: TradeState,
): Readonly<Record<string, unknown>> {
  return {
    appid: account.appid,
    mchid: account.mchid,
    out_trade_no: trade.number,
    transaction_id: charge.id,
    trade_type: tradeTypes[trade.method],
    trade_state: state,
    trade_state_desc: descriptions[state],
    bank_type: 'OTHERS',
    attach: trade.order,
    success_time: wechatTime(charge.paidAtMs),
    payer: { openid: trade.openid },
    amount: {
      total: charge.amountFen,
      payer_total: charge.amountFen,
      currency: 'CNY',
      payer_currency: 'CNY',
    },
  };
}

/** A trade as a query tells it: its first charge, or that there is none. */
export function tradeBody(
  account: MerchantAccount,
  trade: Trade,
  refunds: readonly Refund[],
  transactionId?: string,
): Readonly<Record<string, unknown>> {
  const charge = trade.charges.find((one) => one.id === transactionId) ?? trade.charges[0];
  if (charge !== undefined) {
    return paidTradeBody(account, trade, charge, transactionState(trade, charge, refunds));
  }
  const state = tradeState(trade, refunds);
  return {
    appid: account.appid,
    mchid: account.mchid,
    out_trade_no: trade.number,
    trade_type: tradeTypes[trade.method],
    trade_state: state,
    trade_state_desc: descriptions[state],
    attach: trade.order,
    amount: { total: trade.totalFen, currency: 'CNY' },
    payer: {},
  };
}

function statusOf({ status }: Refund): string {
  return status === 'processing' ? 'PROCESSING' : refundEndWords[status];
}

function successTime({ status, endedAtMs }: Refund): Readonly<{ success_time?: string }> {
  if (status !== 'success' || endedAtMs === undefined) return {};
  return { success_time: wechatTime(endedAtMs) };
}

/** A refund as create and query answer it. */
export function refundBody(refund: Refund): Readonly<Record<string, unknown>> {
  return {
    refund_id: refund.refundId,
    out_refund_no: refund.refundNumber,
    transaction_id: refund.chargeId,
    out_trade_no: refund.number,
    channel: 'ORIGINAL',
    user_received_account: '支付用户零钱',
    ...successTime(refund),
    create_time: wechatTime(refund.createdAtMs),
    status: statusOf(refund),
    funds_account: 'AVAILABLE',
    amount: {
      total: refund.totalFen,
      refund: refund.amountFen,
      payer_total: refund.totalFen,
      payer_refund: refund.amountFen,
      settlement_refund: refund.amountFen,
      settlement_total: refund.totalFen,
      discount_refund: 0,
      currency: 'CNY',
    },
    promotion_detail: [],
  };
}

/** What a refund's callback carries. */
export function refundResource(
  account: MerchantAccount,
  refund: Refund,
): Readonly<Record<string, unknown>> {
  return {
    mchid: account.mchid,
    out_trade_no: refund.number,
    transaction_id: refund.chargeId,
    out_refund_no: refund.refundNumber,
    refund_id: refund.refundId,
    refund_status: statusOf(refund),
    ...successTime(refund),
    user_received_account: '支付用户零钱',
    amount: {
      total: refund.totalFen,
      refund: refund.amountFen,
      payer_total: refund.totalFen,
      payer_refund: refund.amountFen,
    },
  };
}
