import type { Operation } from '../engine/fault-kinds.ts';
import type { Subject } from '../engine/take-fault.ts';
import { looseField, type Call, type Outcome } from './call.ts';
import { listCertificates } from './certificates.ts';
import { closeTrade } from './close-trade.ts';
import { createTrade, refuseSpentNumber } from './create-trade.ts';
import { queriedTrade, queryTrade } from './query-trade.ts';
import { queryRefund, refundTrade, refundedTrade } from './refund-trade.ts';
import { tradeMethods, type Trade, type TradeMethod } from './trade.ts';
import type { WechatContext } from './wechat-context.ts';

/** One of WeChat Pay's calls. */
export type Endpoint = Readonly<{
  verb: 'get' | 'post';
  path: string;
  operation: Operation | 'certificates';
  /** Only a create has a method; it is what `create_lands_late` needs to make it later. */
  method?: TradeMethod;
  subject: (context: WechatContext, call: Call) => Subject;
  /** @throws WechatError */
  perform: (context: WechatContext, call: Call) => Outcome;
}>;

function ofTrade(number: string, trade: Trade | undefined): Subject {
  return { number: trade?.number ?? number, order: trade?.order ?? '' };
}

function queried(context: WechatContext, call: Call): Subject {
  return ofTrade(call.params['number'] ?? '', queriedTrade(context, call));
}

const creates = tradeMethods.map((method): Endpoint => ({
  verb: 'post',
  path: `/v3/pay/transactions/${method}`,
  operation: 'create',
  method,
  subject: (_context, call) => ({
    number: looseField(call.body, 'out_trade_no'),
    order: looseField(call.body, 'attach'),
  }),
  perform(context, call) {
    refuseSpentNumber(context, call);
    return createTrade(context, call, method);
  },
}));

/** Every call the simulated WeChat Pay understands; docs/channels/wechat.md. */
export const endpoints: readonly Endpoint[] = [
  ...creates,
  {
    verb: 'get',
    path: '/v3/pay/transactions/out-trade-no/:number',
    operation: 'query',
    subject: queried,
    perform: queryTrade,
  },
  {
    verb: 'get',
    path: '/v3/pay/transactions/id/:transactionId',
    operation: 'query',
    subject: queried,
    perform: queryTrade,
  },
  {
    verb: 'post',
    path: '/v3/pay/transactions/out-trade-no/:number/close',
    operation: 'close',
    subject: queried,
    perform: closeTrade,
  },
  {
    verb: 'post',
    path: '/v3/refund/domestic/refunds',
    operation: 'refund',
    subject: (context, call) => ({
      ...ofTrade(looseField(call.body, 'out_trade_no'), refundedTrade(context, call)),
      refundNumber: looseField(call.body, 'out_refund_no'),
    }),
    perform: refundTrade,
  },
  {
    verb: 'get',
    path: '/v3/refund/domestic/refunds/:refundNumber',
    operation: 'refund_query',
    subject(context, call) {
      const refundNumber = call.params['refundNumber'] ?? '';
      const refund = context.book.refund({ account: call.account.name, refundNumber });
      const trade = refund && context.book.trade(refund.account, refund.number);
      return { ...ofTrade('', trade), refundNumber };
    },
    perform: queryRefund,
  },
  {
    verb: 'get',
    path: '/v3/certificates',
    operation: 'certificates',
    subject: () => ({ number: '', order: '' }),
    perform: (_context, call) => listCertificates(call),
  },
];
