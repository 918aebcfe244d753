import { z } from 'zod';
import { payBeforeClose } from '../engine/pay-trade.ts';
import { takeFault } from '../engine/take-fault.ts';
import { readBody, requireOwnMchid, type Call, type Outcome } from './call.ts';
import { wechatEntry } from './journal-words.ts';
import type { WechatContext } from './wechat-context.ts';
import { WechatError } from './wechat-error.ts';

const closeBodySchema = z.looseObject({ mchid: z.string() });

/**
 * Closes a trade. An unknown number, or one already closed, answers 204 as well; an unknown one is
 * then used up.
 *
 * @throws WechatError TRADE_ERROR when it is paid: the current list of close errors
 *   has no better code (ORDERPAID belongs to v2); see docs/channels/wechat.md#close
 */
export function closeTrade(context: WechatContext, call: Call): Outcome {
  requireOwnMchid(call, readBody(closeBodySchema, call.body).mchid);
  const { book, journal } = context;
  const number = call.params['number'] ?? '';
  const found = book.trade(call.account.name, number);
  if (found === undefined) {
    context.spentNumbers.add(`${call.account.name} ${number}`);
    return { status: 204 };
  }
  const trade = payBeforeClose(context, found);
  if (trade.charges.length > 0) {
    throw new WechatError('TRADE_ERROR', '订单已支付: the trade is paid and can not be closed');
  }
  if (trade.settling) throw new WechatError('TRADE_ERROR', '用户支付中: the shopper is paying');
  if (trade.closed) return { status: 204 };
  const payableAfterClose = takeFault(context, 'close', 'payable_after_close', trade) !== undefined;
  const { account } = trade;
  journal.write([wechatEntry({ kind: 'closed', account, number, payableAfterClose })]);
  return { status: 204 };
}
