import { z } from 'zod';
import { takeFault } from '../engine/take-fault.ts';
import type { AlipayContext } from './alipay-context.ts';
import { AlipayError } from './alipay-error.ts';
import { beijingTime } from './beijing-time.ts';
import { exists, namedBy, readContent, type Call, type Fields } from './call.ts';
import { chargeNamed } from './query-trade.ts';
import type { Refund } from './trade.ts';
import { yuan } from './yuan.ts';

const refundQuerySchema = z.looseObject({
  out_request_no: z.string().min(1, 'is needed').max(64),
  query_options: z.array(z.string()).default([]),
});

/** What is told of a refund only where `query_options` names it. The sandbox pays from balances. */
function optional(refund: Refund): Fields {
  return {
    refund_detail_item_list: [{ fund_channel: 'ALIPAYACCOUNT', amount: yuan(refund.amountFen) }],
    deposit_back_info: { has_deposit_back: 'false' },
  };
}

/**
 * alipay.trade.fastpay.refund.query: `refund_status` REFUND_SUCCESS, or no such field, which
 * says "not received", "under way" and "failed" alike.
 *
 * @throws AlipayError ACQ.TRADE_NOT_EXIST
 */
export function queryRefund(context: AlipayContext, call: Call): Fields {
  const asked = readContent(refundQuerySchema, call.content);
  const { out_request_no: refundNumber, query_options: options } = asked;
  const { trade, tradeNo } = namedBy(context, call);
  if (!exists(trade)) throw new AlipayError('ACQ.TRADE_NOT_EXIST');
  const { account, number, order } = trade;
  const charge = chargeNamed(trade, tradeNo);
  const refund = charge && context.book.refund({ account, chargeId: charge.id, refundNumber });
  const subject = { number, order, refundNumber };
  const hidden = takeFault(context, 'refund_query', 'not_found_once', subject);
  if (charge === undefined || refund === undefined || hidden) return {};
  const told = Object.entries(optional(refund)).filter(([name]) => options.includes(name));
  const done =
    refund.status === 'success' && refund.endedAtMs !== undefined
      ? {
          refund_status: 'REFUND_SUCCESS',
          gmt_refund_pay: beijingTime(refund.endedAtMs),
          ...Object.fromEntries(told),
        }
      : {};
  return {
    ...done,
    out_request_no: refundNumber,
    out_trade_no: trade.number,
    refund_amount: yuan(refund.amountFen),
    total_amount: yuan(charge.amountFen),
    trade_no: charge.id,
  };
}
