import fc from 'fast-check';
import { afterAll, describe, test } from 'vitest';
import * as alipay from './alipay/gateway.fixture.ts';
import type { ChannelAccount, CreateRequest, PaymentRef, RefundRequest } from './channel.ts';
import { expectStorable, hostile, hostileJson, spoiled } from './hostile.fixture.ts';
import * as wechat from './wechat/platform.fixture.ts';

const never = new AbortController().signal;
const { paymentNumber, transaction, payment, order, refund } = alipay;

type Call = Readonly<{
  name: string;
  ask: (account: ChannelAccount) => Promise<unknown>;
  /** The channel's correct answer. */
  good: object;
}>;

const create =
  (changes: Partial<CreateRequest> = {}) =>
  (account: ChannelAccount) =>
    account.create({ ...order, ...changes }, never);
const query = (ref: PaymentRef) => (account: ChannelAccount) => account.query(ref, never);
const close = (account: ChannelAccount) => account.close(payment, never);
const askRefund = (account: ChannelAccount) => account.refund(refund, never);
const queryRefund =
  (changes: Partial<RefundRequest> = {}) =>
  (account: ChannelAccount) =>
    account.queryRefund({ ...refund, ...changes }, never);

const paid: PaymentRef = { ...payment, transaction };
const trade = {
  mchid: wechat.mchid,
  appid: wechat.appid,
  out_trade_no: paymentNumber,
  transaction_id: transaction,
  trade_state: 'SUCCESS',
  trade_state_desc: 'paid',
  success_time: '2026-11-21T12:00:00+08:00',
  amount: { total: 1999, payer_total: 1999, currency: 'CNY', payer_currency: 'CNY' },
};
const wechatRefund = {
  refund_id: '5001',
  out_refund_no: refund.refundNumber,
  transaction_id: transaction,
  out_trade_no: paymentNumber,
  status: 'SUCCESS',
  channel: 'ORIGINAL',
  user_received_account: '支付用户零钱',
  success_time: '2026-11-21T12:00:00+08:00',
  amount: { refund: 500, total: 1999, currency: 'CNY' },
};

const ofWechat: readonly Call[] = [
  { name: 'create qr', ask: create(), good: { code_url: 'weixin://x' } },
  {
    name: 'create h5',
    ask: create({ method: 'h5', shopper: { ip: '203.0.113.7' } }),
    good: { h5_url: 'https://wx.example/x' },
  },
  {
    name: 'create jsapi',
    ask: create({ method: 'jsapi', shopper: { openid: 'o1' } }),
    good: { prepay_id: 'wx1' },
  },
  { name: 'create app', ask: create({ method: 'app' }), good: { prepay_id: 'wx1' } },
  { name: 'query', ask: query(payment), good: trade },
  {
    name: 'query of a declined one',
    ask: query(payment),
    good: { ...trade, trade_state: 'PAYERROR' },
  },
  { name: 'query of a paid one', ask: query(paid), good: trade },
  { name: 'close', ask: close, good: { code: 'X' } },
  { name: 'refund', ask: askRefund, good: wechatRefund },
  { name: 'refund query', ask: queryRefund(), good: wechatRefund },
];

const ofAlipay: readonly Call[] = [
  {
    name: 'create qr',
    ask: create(),
    good: { out_trade_no: paymentNumber, qr_code: 'https://qr.alipay.com/x' },
  },
  ...[payment, paid].map((ref) => ({
    name: ref === paid ? 'query of a paid one' : 'query',
    ask: query(ref),
    good: {
      out_trade_no: paymentNumber,
      trade_no: transaction,
      trade_status: 'TRADE_SUCCESS',
      total_amount: '19.99',
      trans_currency: 'CNY',
      buyer_pay_amount: '19.99',
      receipt_amount: '19.99',
      send_pay_date: '2026-11-21 12:00:00',
    },
  })),
  {
    name: 'query of a closed one',
    ask: query(payment),
    good: {
      out_trade_no: paymentNumber,
      trade_no: transaction,
      trade_status: 'TRADE_CLOSED',
      total_amount: '19.99',
      receipt_amount: '19.99',
    },
  },
  { name: 'close', ask: close, good: { out_trade_no: paymentNumber, trade_no: transaction } },
  {
    name: 'refund',
    ask: askRefund,
    good: { out_trade_no: paymentNumber, trade_no: transaction, fund_change: 'Y' },
  },
  {
    name: 'refund query',
    ask: queryRefund(),
    good: {
      out_trade_no: paymentNumber,
      trade_no: transaction,
      out_request_no: refund.refundNumber,
      refund_status: 'REFUND_SUCCESS',
      refund_amount: '5.00',
      gmt_refund_pay: '2026-11-21 12:00:00',
      refund_detail_item_list: [{ fund_channel: 'BANKCARD' }],
      deposit_back_info: {
        has_deposit_back: 'true',
        dback_status: 'S',
        est_bank_receipt_time: '2026-11-23 12:00:00',
      },
    },
  },
];

const said = { status: 200, body: '' };
const wechatShop = await wechat.openTestAccount(() => ({ ...said, signing: {} }));
const node = { node: Buffer.from('{}') };
const alipayShop = await alipay.openTestAccount(node);
afterAll(() => Promise.all([wechatShop.close(), alipayShop.close()]));

/**
 * Fails if a correctly signed answer makes the call throw, or is one that the ledger would not
 * take.
 */
async function expectStorableOf(
  answers: fc.Arbitrary<unknown>,
  answer: (content: unknown) => Promise<unknown>,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(answers, async (content) => expectStorable(await answer(content))),
    { numRuns: 60 },
  );
}

const statuses = fc.constantFrom(200, 202, 204, 400, 403, 404, 429, 500, 501);

describe.each(ofWechat)('a verified answer of WeChat to $name', ({ ask, good }) => {
  const answer = async (content: unknown, status: number): Promise<unknown> => {
    Object.assign(said, { status, body: status === 204 ? '' : hostileJson(content) });
    return ask(wechatShop.account);
  };

  test('is storable, whatever a field of it holds', () =>
    expectStorableOf(fc.oneof(spoiled(good), hostile), (content) => answer(content, 200)));

  test('that refuses is storable, whatever code and message it gives', () =>
    fc.assert(
      fc.asyncProperty(spoiled({ code: 'PARAM_ERROR', message: 'no' }), statuses, async (...one) =>
        expectStorable(await answer(...one)),
      ),
      { numRuns: 60 },
    ));
});

describe.each(ofAlipay)('a verified answer of Alipay to $name', ({ ask, good }) => {
  const answer = async (content: unknown): Promise<unknown> => {
    node.node = Buffer.from(hostileJson(content));
    return ask(alipayShop.account);
  };
  const refusal = { code: '40004', msg: 'no', sub_code: 'ACQ.INVALID_PARAMETER', sub_msg: 'no' };

  test('is storable, whatever a field of it holds', () =>
    expectStorableOf(
      fc.oneof(spoiled({ code: '10000', msg: 'Success', ...good }), hostile),
      answer,
    ));

  test('that refuses is storable, whatever codes and messages it gives', () =>
    expectStorableOf(spoiled(refusal), answer));
});
