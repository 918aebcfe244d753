import { takeFault } from '../engine/take-fault.ts';
import { requireOwnMchid, type Call, type Outcome } from './call.ts';
import { tradeBody } from './trade-view.ts';
import type { Trade } from './trade.ts';
import type { WechatContext } from './wechat-context.ts';
import { WechatError } from './wechat-error.ts';

/** The trade that a query means, by either of its numbers. */
export function queriedTrade(context: WechatContext, call: Call): Trade | undefined {
  const { account, params } = call;
  if (params['transactionId'] !== undefined) {
    return context.book.tradeOfCharge(account.name, params['transactionId']);
  }
  return context.book.trade(account.name, params['number'] ?? '');
}

/** @throws WechatError ORDER_NOT_EXIST for a number that was never used, or by fault */
export function queryTrade(context: WechatContext, call: Call): Outcome {
  requireOwnMchid(call, call.query.get('mchid'));
  const trade = queriedTrade(context, call);
  const subject = trade ?? { number: call.params['number'] ?? '', order: '' };
  const hidden = takeFault(context, 'query', 'not_found_once', subject) !== undefined;
  if (trade === undefined || hidden) {
    throw new WechatError('ORDER_NOT_EXIST', '订单不存在: no such trade');
  }
  const refunds = context.book.refundsOf(trade);
  return {
    status: 200,
    body: tradeBody(call.account, trade, refunds, call.params['transactionId']),
  };
}
