import { afterAll, describe, expect, test } from 'vitest';
import * as alipay from './alipay/gateway.fixture.ts';
import type { CallbackReading, ChannelAccount } from './channel.ts';
import { changed, pathsOf } from './hostile.fixture.ts';
import * as wechat from './wechat/platform.fixture.ts';

/**
 * Only what is needed is read: a field that we don't use may be null, missing or new, and an answer
 * is as good as it was.
 */
const never = new AbortController().signal;
const { paymentNumber, transaction, payment, order, refund } = alipay;
const paid = { ...payment, transaction };

type Sample = Readonly<{
  name: string;
  ask: (account: ChannelAccount) => Promise<unknown>;
  /** What a channel says in full. */
  full: object;
  /** Paths of the fields without which it proves nothing; of a lost object, each of its fields. */
  needed: readonly string[];
  /** What is read of it, whatever else is missing. */
  read: object;
}>;

const success = { kind: 'success', amountMinor: 1999, currency: 'CNY', transaction };
const offered = { answer: { kind: 'offered' } };

const trade = {
  mchid: wechat.mchid,
  appid: wechat.appid,
  out_trade_no: paymentNumber,
  transaction_id: transaction,
  trade_type: 'NATIVE',
  trade_state: 'SUCCESS',
  trade_state_desc: '支付成功',
  bank_type: 'OTHERS',
  attach: 'shop/A-1001',
  success_time: '2026-11-21T12:00:00+08:00',
  payer: { openid: 'oUpF8uMuAJO' },
  scene_info: { device_id: '013467007045764' },
  amount: { total: 1999, payer_total: 1500, currency: 'CNY', payer_currency: 'CNY' },
  promotion_detail: [{ coupon_id: '109519', amount: 499, goods_detail: [{ goods_id: 'M1006' }] }],
};
const wechatRefund = {
  refund_id: '5001',
  out_refund_no: refund.refundNumber,
  transaction_id: transaction,
  out_trade_no: paymentNumber,
  channel: 'ORIGINAL',
  user_received_account: '支付用户零钱',
  success_time: '2026-11-21T12:00:00+08:00',
  create_time: '2026-11-21T11:59:00+08:00',
  status: 'SUCCESS',
  funds_account: 'AVAILABLE',
  amount: { refund: 500, total: 1999, payer_refund: 400, currency: 'CNY', from: [{ amount: 500 }] },
  promotion_detail: [{ promotion_id: '109519', refund_amount: 100 }],
};
const ofRefund = ['out_refund_no', 'transaction_id', 'out_trade_no', 'status', 'amount'];
const unpaidTrade = {
  ...trade,
  trade_state: 'NOTPAY',
  transaction_id: undefined,
  success_time: undefined,
};

const ofWechat: readonly Sample[] = [
  {
    name: 'create',
    ask: (account) => account.create(order, never),
    full: { code_url: 'weixin://x' },
    needed: ['code_url'],
    read: offered,
  },
  {
    name: 'query of a paid trade',
    ask: (account) => account.query(paid, never),
    full: trade,
    needed: ['mchid', 'out_trade_no', 'transaction_id', 'trade_state', 'amount', 'amount.total'],
    read: success,
  },
  {
    name: 'query of an unpaid trade',
    ask: (account) => account.query(payment, never),
    full: unpaidTrade,
    needed: ['mchid', 'out_trade_no', 'trade_state'],
    read: { kind: 'unpaid' },
  },
  {
    name: 'refund',
    ask: (account) => account.refund(refund, never),
    full: wechatRefund,
    needed: [...ofRefund, 'amount.refund'],
    read: { kind: 'succeeded' },
  },
  {
    name: 'refund query',
    ask: (account) => account.queryRefund(refund, never),
    full: wechatRefund,
    needed: [...ofRefund, 'amount.refund'],
    read: { kind: 'succeeded' },
  },
];

const alipayPaid = {
  out_trade_no: paymentNumber,
  trade_no: transaction,
  trade_status: 'TRADE_SUCCESS',
  total_amount: '19.99',
  trans_currency: 'CNY',
  buyer_pay_amount: '15.00',
  receipt_amount: '19.99',
  point_amount: '0.00',
  invoice_amount: '15.00',
  send_pay_date: '2026-11-21 12:00:00',
  buyer_logon_id: '159****5620',
  fund_bill_list: [{ fund_channel: 'ALIPAYACCOUNT', amount: '15.00' }],
};
const alipayRefund = {
  out_trade_no: paymentNumber,
  trade_no: transaction,
  fund_change: 'Y',
  refund_fee: '5.00',
  buyer_logon_id: '159****5620',
  refund_detail_item_list: [{ fund_channel: 'ALIPAYACCOUNT', amount: '5.00' }],
};
const alipayStanding = {
  out_trade_no: paymentNumber,
  trade_no: transaction,
  out_request_no: refund.refundNumber,
  refund_status: 'REFUND_SUCCESS',
  refund_amount: '5.00',
  total_amount: '19.99',
  gmt_refund_pay: '2026-11-21 12:00:00',
  refund_royaltys: [{ refund_amount: '1.00' }],
  deposit_back_info: { has_deposit_back: 'true', dback_status: 'S' },
};

const ofAlipay: readonly Sample[] = [
  {
    name: 'precreate',
    ask: (account) => account.create(order, never),
    full: { out_trade_no: paymentNumber, qr_code: 'https://qr.alipay.com/x', share_code: '1' },
    needed: ['out_trade_no', 'qr_code'],
    read: offered,
  },
  {
    name: 'query',
    ask: (account) => account.query(paid, never),
    full: alipayPaid,
    needed: ['out_trade_no', 'trade_no', 'trade_status', 'total_amount'],
    read: success,
  },
  {
    name: 'refund',
    ask: (account) => account.refund(refund, never),
    full: alipayRefund,
    needed: ['out_trade_no', 'trade_no', 'fund_change'],
    read: { kind: 'succeeded' },
  },
  {
    name: 'refund query',
    ask: (account) => account.queryRefund(refund, never),
    full: alipayStanding,
    needed: ['out_request_no', 'trade_no', 'refund_status', 'refund_amount'],
    read: { kind: 'succeeded' },
  },
];

const said = { status: 200, body: '', signing: {} };
const wechatShop = await wechat.openTestAccount(() => said);
const node = { node: {} };
const alipayShop = await alipay.openTestAccount(node);
afterAll(() => Promise.all([wechatShop.close(), alipayShop.close()]));

const strange = { a_new_field: { of: ['a', { new: 'kind' }] }, another: null, __proto: 1e300 };

/** Each field lost, as null and left out; and new ones added. */
async function expectNeededAlone(
  { full, needed, read }: Pick<Sample, 'full' | 'needed' | 'read'>,
  answer: (content: object) => Promise<unknown>,
): Promise<void> {
  expect(await answer({ ...full, ...strange })).toMatchObject(read);
  for (const path of pathsOf(full)) {
    for (const lost of [null, undefined]) {
      const what = `${path.join('.')} ${lost === null ? 'is null' : 'is missing'}`;
      const found = await answer(changed(full, path, lost));
      if (needed.includes(path.join('.'))) expect(found, what).not.toMatchObject(read);
      else expect(found, what).toMatchObject(read);
    }
  }
}

test.each(ofWechat)('WeChat Pay’s answer to a $name is read by what is needed of it', (sample) =>
  expectNeededAlone(sample, (content) => {
    said.body = JSON.stringify(content);
    return sample.ask(wechatShop.account);
  }),
);

test.each(ofAlipay)('Alipay’s answer to a $name is read by what is needed of it', (sample) =>
  expectNeededAlone({ ...sample, full: { msg: 'Success', ...sample.full } }, (content) => {
    node.node = { code: '10000', ...content };
    return sample.ask(alipayShop.account);
  }),
);

describe('a callback is read by what is needed of it', () => {
  const told = async (read: Promise<CallbackReading>): Promise<object> => {
    const reading = await read;
    return reading.kind === 'verified' ? reading.news : reading;
  };

  function wechatCallback(eventType: string) {
    return (content: object): Promise<object> => {
      const resource = { ...wechat.seal(JSON.stringify(content)), original_type: null };
      const body = JSON.stringify({
        id: 'EV-1',
        event_type: eventType,
        summary: null,
        create_time: null,
        resource,
        another: {},
      });
      const headers = wechat.signedHeaders(body);
      const callback = { headers, body: Buffer.from(body), receivedAtMs: Date.now() };
      return told(wechatShop.account.readCallback(callback));
    };
  }

  test('of a payment, of WeChat Pay', () =>
    expectNeededAlone(
      {
        full: trade,
        needed: [
          'mchid',
          'out_trade_no',
          'transaction_id',
          'trade_state',
          'amount',
          'amount.total',
        ],
        read: { kind: 'payment', finding: success },
      },
      wechatCallback('TRANSACTION.SUCCESS'),
    ));

  test('of a refund, of WeChat Pay', () =>
    expectNeededAlone(
      {
        full: { mchid: wechat.mchid, ...wechatRefund, status: undefined, refund_status: 'SUCCESS' },
        needed: [
          'mchid',
          'out_trade_no',
          'out_refund_no',
          'refund_id',
          'refund_status',
          'amount',
          'amount.refund',
        ],
        read: { kind: 'refund', standing: { kind: 'succeeded' } },
      },
      wechatCallback('REFUND.SUCCESS'),
    ));

  test('of a payment, of Alipay: a form has no null, so a field may be empty', () => {
    const full = {
      app_id: alipay.appId,
      seller_id: alipay.sellerId,
      charset: 'utf-8',
      notify_id: '2026112100222120001',
      notify_type: 'trade_status_sync',
      notify_time: '2026-11-21 12:00:01',
      out_trade_no: paymentNumber,
      trade_no: transaction,
      trade_status: 'TRADE_SUCCESS',
      total_amount: '19.99',
      trans_currency: 'CNY',
      receipt_amount: '19.99',
      buyer_pay_amount: '15.00',
      gmt_payment: '2026-11-21 12:00:00',
      refund_fee: '0.00',
      out_biz_no: '',
      subject: 'two tickets',
    };
    const needed = [
      'app_id',
      'notify_id',
      'out_trade_no',
      'trade_no',
      'trade_status',
      'total_amount',
    ];
    const read = { kind: 'payment', finding: success };
    return expectNeededAlone({ full, needed, read }, (content) => {
      const fields = Object.entries(content).map(([name, value]: [string, unknown]) => [
        name,
        value === null ? '' : value,
      ]);
      const body = alipay.signedForm(Object.fromEntries(fields) as object);
      return told(alipayShop.account.readCallback({ headers: {}, body, receivedAtMs: 0 }));
    });
  });
});
