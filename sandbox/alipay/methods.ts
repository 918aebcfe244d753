import type { Operation } from '../engine/fault-kinds.ts';
import type { AlipayContext } from './alipay-context.ts';
import type { Call, Fields } from './call.ts';
import { cancelTrade } from './cancel-trade.ts';
import { closeTrade } from './close-trade.ts';
import { precreate } from './offer.ts';
import { queryRefund } from './query-refund.ts';
import { queryTrade } from './query-trade.ts';
import { refundTrade } from './refund-trade.ts';
import type { TradeMethod } from './trade.ts';

/** A method that answers JSON. */
export type ServerMethod = Readonly<{
  operation: Operation;
  /** @throws AlipayError */
  perform: (context: AlipayContext, call: Call) => Fields;
}>;

/** Every method that a merchant's server calls; docs/channels/alipay.md. */
export const serverMethods: ReadonlyMap<string, ServerMethod> = new Map([
  ['alipay.trade.precreate', { operation: 'create', perform: precreate }],
  ['alipay.trade.query', { operation: 'query', perform: queryTrade }],
  ['alipay.trade.close', { operation: 'close', perform: closeTrade }],
  ['alipay.trade.cancel', { operation: 'close', perform: cancelTrade }],
  ['alipay.trade.refund', { operation: 'refund', perform: refundTrade }],
  ['alipay.trade.fastpay.refund.query', { operation: 'refund_query', perform: queryRefund }],
]);

/** What the shopper's browser or phone opens: no server call makes these. */
export const openedMethods: ReadonlyMap<string, Exclude<TradeMethod, 'precreate'>> = new Map([
  ['alipay.trade.page.pay', 'page'],
  ['alipay.trade.wap.pay', 'wap'],
  ['alipay.trade.app.pay', 'app'],
]);
