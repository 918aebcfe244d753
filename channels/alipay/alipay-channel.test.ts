import { createPublicKey, verify } from 'node:crypto';
import { expect, test } from 'vitest';
import type { CreateRequest, PaymentRef } from '../channel.ts';
import { ConfigurationError } from '../errors.ts';
import { alipay } from './alipay-channel.ts';
import {
  appKeys,
  denies,
  openTestAccount,
  order,
  payment,
  paymentNumber,
  refund,
  says,
  settingsFor,
  signed,
  strangerKeys,
  transaction,
  withAnswer,
} from './gateway.fixture.ts';
import type { Said } from './gateway.fixture.ts';

const never = new AbortController().signal;

const query = (said: Said, ref: PaymentRef = payment) =>
  withAnswer(said, ({ account }) => account.query(ref, never));
const create = (said: Said, changes: Partial<CreateRequest> = {}) =>
  withAnswer(said, ({ account }) => account.create({ ...order, ...changes }, never));
const close = (said: Said) => withAnswer(said, ({ account }) => account.close(payment, never));
const askRefund = (said: Said) => withAnswer(said, ({ account }) => account.refund(refund, never));
const queryRefund = (said: Said) =>
  withAnswer(said, ({ account }) => account.queryRefund(refund, never));

const code = { out_trade_no: paymentNumber, qr_code: 'https://qr.alipay.com/bax1' };
const unpaid = {
  out_trade_no: paymentNumber,
  trade_no: transaction,
  trade_status: 'WAIT_BUYER_PAY',
  total_amount: '19.99',
  buyer_pay_amount: '0.00',
  receipt_amount: '0.00',
};
const paid = { ...unpaid, trade_status: 'TRADE_SUCCESS', send_pay_date: '2026-11-21 12:00:00' };

function isSignedByApp(parameters: URLSearchParams): boolean {
  const toSign = [...parameters]
    .filter(([name, value]) => name !== 'sign' && value !== '')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  const signature = Buffer.from(parameters.get('sign') ?? '', 'base64');
  const key = createPublicKey(appKeys.privateKey);
  return verify('sha256', Buffer.from(toSign), key, signature);
}

const kept = {
  out_trade_no: paymentNumber,
  total_amount: '19.99',
  subject: '两张票 A B C',
  // 20:00:00.999 UTC: the next day in Beijing, rounded down.
  time_expire: '2099-01-02 04:00:00',
  passback_params: 'shop%2FA-1001',
};

test.each(['utf-8', 'gbk'])('A precreate in %s is signed over all it sends', async (charset) => {
  const now = (): number => Date.UTC(2026, 10, 21, 16, 0, 1);
  const opened = await openTestAccount(says(code), { charset }, now);
  const { answer, action } = await opened.account.create(order, never);
  await opened.close();
  const validUntilMs = now() + 2 * 3_600_000;
  expect(answer).toEqual({ kind: 'offered', channelReference: null, validUntilMs });
  const expires_at = '2026-11-21T18:00:01.000Z';
  expect(action).toEqual({ type: 'qr', content: code.qr_code, expires_at });
  const { parameters, content } = opened.asked[0] ?? { parameters: new URLSearchParams() };
  expect(isSignedByApp(parameters)).toBe(true);
  expect(parameters.get('timestamp')).toBe('2026-11-22 00:00:01');
  expect(parameters.get('method')).toBe('alipay.trade.precreate');
  expect(parameters.get('notify_url')).toBe(order.notifyUrl);
  expect(parameters.get('biz_content')).toMatch(/^[\x20-\x7e]+$/);
  expect(content).toEqual(kept);
});

test.each([
  ['page', 'alipay.trade.page.pay', { product_code: 'FAST_INSTANT_TRADE_PAY' }],
  ['wap', 'alipay.trade.wap.pay', { product_code: 'QUICK_WAP_WAY', quit_url: order.returnUrl }],
  ['app', 'alipay.trade.app.pay', { product_code: 'QUICK_MSECURITY_PAY' }],
])('%s is signed here and asks Alipay nothing', async (method, call, more) => {
  const opened = await openTestAccount(says({}));
  const { answer, action } = await opened.account.create({ ...order, method }, never);
  await opened.close();
  expect(opened.asked).toEqual([]);
  expect(answer).toMatchObject({ kind: 'offered', validUntilMs: order.expiresAtMs });
  const text =
    action?.type === 'redirect'
      ? new URL(action.url).search
      : action?.type === 'sdk'
        ? (action.parameters['orderString'] ?? '')
        : '';
  const parameters = new URLSearchParams(text);
  expect(isSignedByApp(parameters)).toBe(true);
  expect(parameters.get('method')).toBe(call);
  expect(JSON.parse(parameters.get('biz_content') ?? '')).toEqual({ ...kept, ...more });
  const back = method === 'app' ? null : 'https://shop.example/%E8%AE%A2%E5%8D%95/A-1001?x=1';
  expect(parameters.get('return_url')).toBe(back);
});

test('wap without a return address leads back to our own address, for Alipay needs one', async () => {
  const { action } = await create(says({}), { method: 'wap', returnUrl: null });
  const url = action?.type === 'redirect' ? action.url : '';
  const content: unknown = JSON.parse(new URL(url).searchParams.get('biz_content') ?? '');
  expect(content).toMatchObject({ quit_url: 'https://pay.example' });
});

const genuine = JSON.stringify({ code: '10000', msg: 'Success', ...paid, ...code });
const twice = `{"error_response":{},"error_response":${genuine},"sign":"${signed(Buffer.from(genuine))}"}`;

const lies: [string, Said, string][] = [
  ['an unsigned success', { ...says(paid), key: null }, 'unknown'],
  ['a success signed by a stranger', { ...says(paid), key: strangerKeys.privateKey }, 'unknown'],
  ['an unsigned refusal', { ...denies('ACQ.TRADE_NOT_EXIST'), key: null }, 'unknown'],
  ['a signed node of another call', { ...says(paid), nodeName: 'alipay_x_response' }, 'unknown'],
  ['a success about another payment', says({ ...paid, out_trade_no: 'OTHER' }), 'unknown'],
  ['no JSON', { node: {}, raw: '<html>' }, 'unknown'],
  ['two nodes of one name, one of them signed', { node: {}, raw: twice }, 'unknown'],
  ['a redirect', { ...says(paid), status: 302 }, 'unknown'],
  ['500', { ...says(paid), status: 500 }, 'unknown'],
  ['20000', denies('isp.unknow-error', '20000'), 'unknown'],
  ['20000 with a refusal', denies('ACQ.INVALID_PARAMETER', '20000'), 'unknown'],
  ['ACQ.SYSTEM_ERROR', denies('ACQ.SYSTEM_ERROR'), 'unknown'],
  ['an unlisted code', denies('ACQ.SOMETHING_NEW'), 'unknown'],
  ['no sub_code', { node: { code: '40004', msg: '' } }, 'unknown'],
  ['too many calls', denies('isv.app-call-limited', '40005'), 'retry'],
  ['429', { ...says(paid), status: 429 }, 'unknown'],
];

test.each(lies)('no-guess: %s proves nothing, whatever was asked', async (_name, said, kind) => {
  expect((await create(said)).answer.kind).toBe(kind);
  expect((await query(said)).kind).toBe(kind);
  expect((await close(said)).kind).toBe(kind);
  expect((await askRefund(said)).kind).toBe(kind);
  expect((await queryRefund(said)).kind).toBe(kind);
});

test('A node under error_response is read as the answer, if it is signed', async () => {
  const said = { ...denies('isv.invalid-parameter', '40002'), nodeName: 'error_response' };
  expect((await create(said)).answer).toMatchObject({ kind: 'refused' });
  expect((await create({ ...said, key: null })).answer.kind).toBe('unknown');
});

test('The signature covers the bytes as they came, braces and quotes in text included', async () => {
  const node = `{ "code" : "10000", "store_name":"a}\\"{,\\\\", "list":[{"a":1},[]],
    "out_trade_no":"${paymentNumber}", "trade_status":"WAIT_BUYER_PAY" }`;
  expect(await query({ node: Buffer.from(node) })).toEqual({ kind: 'unpaid' });
});

test('GBK is cut out by its own bytes, where a second byte looks like a backslash or brace', async () => {
  const name = Buffer.from([0x81, 0x5c, 0xbd, 0xbb, 0x81, 0x7d, 0x81, 0x5c]);
  const node = Buffer.concat([
    Buffer.from(`{"code":"10000","out_trade_no":"${paymentNumber}","store_name":"`),
    name,
    Buffer.from('","trade_status":"WAIT_BUYER_PAY"}'),
  ]);
  const asked = withAnswer({ node }, ({ account }) => account.query(payment, never), {
    charset: 'gbk',
  });
  expect(await asked).toEqual({ kind: 'unpaid' });
});

const success = { kind: 'success', transaction, amountMinor: 1999, currency: 'CNY' };
const known: PaymentRef = { ...payment, transaction };

test.each<[string, object, PaymentRef, object]>([
  ['unpaid', unpaid, payment, { kind: 'unpaid' }],
  [
    'paid, though Alipay says 0.00 of every part',
    paid,
    payment,
    { ...success, returnedMinor: 0, paidAtMs: Date.UTC(2026, 10, 21, 4) },
  ],
  ['an amount as a number', { ...paid, total_amount: 88.88 }, payment, { amountMinor: 8888 }],
  [
    'finished',
    { ...paid, trade_status: 'TRADE_FINISHED' },
    payment,
    { ...success, returnedMinor: 0 },
  ],
  ['closed unpaid', { ...unpaid, trade_status: 'TRADE_CLOSED' }, payment, { kind: 'closed' }],
  [
    'closed with a time of payment',
    { ...paid, trade_status: 'TRADE_CLOSED' },
    payment,
    { ...success, returnedMinor: 1999 },
  ],
  [
    'closed with money received',
    { ...unpaid, trade_status: 'TRADE_CLOSED', receipt_amount: '19.99' },
    payment,
    { ...success, returnedMinor: 1999 },
  ],
  [
    'closed, and we know it was paid',
    { ...unpaid, trade_status: 'TRADE_CLOSED' },
    known,
    { ...success, returnedMinor: null },
  ],
  ['another trade', { ...paid, trade_no: '1' }, known, { kind: 'unknown' }],
  ['an unknown status', { ...paid, trade_status: 'NEW' }, payment, { kind: 'unknown' }],
  ['success without amount', { ...paid, total_amount: undefined }, payment, { kind: 'unknown' }],
  ['half a cent', { ...paid, total_amount: '19.995' }, payment, { kind: 'unknown' }],
  ['no currency', { ...paid, trans_currency: 'XYZ' }, payment, { kind: 'unknown' }],
  ['another currency', { ...paid, trans_currency: 'USD' }, payment, { currency: 'USD' }],
])('A query: %s', async (_name, node, ref, finding) => {
  expect(await query(says(node), ref)).toMatchObject(finding);
});

test('A query that Alipay is still at is processing', async () => {
  expect(await query({ node: { code: '10003', msg: '' } })).toEqual({ kind: 'processing' });
});

test('TRADE_NOT_EXIST is not known, never closed, and a refund is asked again', async () => {
  const said = denies('ACQ.TRADE_NOT_EXIST');
  expect(await query(said)).toEqual({ kind: 'not_known' });
  expect((await close(said)).kind).toBe('refused');
  expect((await create(said)).answer.kind).toBe('unknown');
  expect((await askRefund(said)).kind).toBe('retry');
  expect(await queryRefund(said)).toEqual({ kind: 'not_known' });
});

test('Every call names a known trade by its own number, and an unknown one by ours', async () => {
  const opened = await openTestAccount(says(paid));
  await opened.account.query(known, never);
  await opened.account.query(payment, never);
  await opened.account.refund(refund, never);
  await opened.account.queryRefund(refund, never);
  await opened.close();
  expect(opened.asked.map(({ content }) => content)).toEqual([
    { trade_no: transaction },
    { out_trade_no: paymentNumber },
    {
      trade_no: transaction,
      refund_amount: '5.00',
      out_request_no: 'R1',
      refund_reason: 'duplicate',
    },
    {
      trade_no: transaction,
      out_request_no: 'R1',
      query_options: ['gmt_refund_pay', 'refund_detail_item_list', 'deposit_back_info'],
    },
  ]);
});

const given = { out_trade_no: paymentNumber, trade_no: transaction, refund_fee: '5.00' };

test.each<[Said, string]>([
  [says({ ...given, fund_change: 'Y' }), 'succeeded'],
  [says({ ...given, fund_change: 'N' }), 'processing'],
  [says(given), 'processing'],
  [{ node: { code: '10003', msg: '' } }, 'processing'],
  [says({ ...given, fund_change: 'Y', trade_no: '1' }), 'unknown'],
  [denies('ACQ.SELLER_BALANCE_NOT_ENOUGH'), 'later'],
  [denies('ACQ.REASON_TRADE_REFUND_FEE_ERR'), 'refused'],
  [denies('ACQ.TRADE_HAS_FINISHED'), 'refused'],
  [denies('ACQ.DISCORDANT_REPEAT_REQUEST'), 'unknown'],
  [denies('isv.invalid-signature', '40002'), 'retry'],
])('A refund answered %j is %s', async (said, kind) => {
  expect((await askRefund(said)).kind).toBe(kind);
});

test.each<[Said, object]>([
  [denies('ACQ.SELLER_BALANCE_NOT_ENOUGH'), { kind: 'later', code: 'short_balance' }],
  [denies('ACQ.REFUND_AMT_NOT_EQUAL_TOTAL'), { kind: 'refused', lessIsLeft: true }],
  [denies('ACQ.TRADE_HAS_FINISHED'), { kind: 'refused', lessIsLeft: false }],
  [denies('app-call-limited', '40005'), { kind: 'retry', why: 'busy' }],
  [denies('isv.invalid-signature', '40002'), { kind: 'retry', why: 'account_trouble' }],
  [denies('ACQ.TRADE_NOT_EXIST'), { kind: 'retry', why: 'payment_unknown' }],
])('rule 10: a refund answered %j is told in words of our own, %j', async (said, wanted) => {
  expect(await askRefund(said)).toMatchObject(wanted);
});

const made = { ...given, out_request_no: 'R1', refund_amount: '5.00', refund_status: '' };

test.each<[object, string]>([
  [{}, 'not_known'],
  [made, 'not_known'],
  [{ ...made, refund_status: 'REFUND_SUCCESS' }, 'succeeded'],
  [{ ...made, refund_status: 'REFUND_PROCESSING' }, 'processing'],
  [{ ...made, refund_status: 'REFUND_FAIL' }, 'unknown'],
  [{ ...made, refund_status: 'REFUND_SUCCESS', refund_amount: '5.01' }, 'unknown'],
  [{ ...made, refund_status: 'REFUND_SUCCESS', out_request_no: 'R2' }, 'unknown'],
  [{ ...made, refund_status: 'REFUND_SUCCESS', trade_no: '1' }, 'unknown'],
])('A refund query answered %j is %s', async (node, kind) => {
  expect((await queryRefund(says(node))).kind).toBe(kind);
});

test('A connection nobody takes is retry: nothing was sent', async () => {
  const opened = await openTestAccount(says({}));
  await opened.close();
  expect(await opened.account.query(payment, never)).toMatchObject({ kind: 'retry' });
  expect((await opened.account.create(order, never)).answer).toMatchObject({ kind: 'retry' });
});

test.each([
  ['app_id', { app_id: 'abc' }],
  ['seller_id', { seller_id: '1' }],
  ['private_key', { private_key: undefined }],
  ['private_key', { private_key: 'not a key' }],
  ['alipay_public_key', { alipay_public_key: 'MIIB' }],
  ['base_url', { base_url: 'ftp://x' }],
  ['mode', { mode: 'RSA' }],
  ['app_certificate', { mode: 'certificate', alipay_public_key: undefined }],
])('An account with a wrong %s is not opened, and the error names it', (field, changes) => {
  const settings: Record<string, unknown> = { ...settingsFor('https://api.example'), ...changes };
  const entries = Object.entries(settings).filter(([, value]) => value !== undefined);
  const open = (): unknown => alipay.open(Object.fromEntries(entries), String);
  expect(open).toThrow(ConfigurationError);
  expect(open).toThrow(field);
});

test('Keys are taken as the key tool hands them out, without BEGIN and END', () => {
  const settings = settingsFor('https://api.example/gateway.do');
  const bare = (pem: unknown): string => String(pem).replace(/-----[^-]+-----|\s/g, '');
  const pkcs1 = appKeys.privateKey.export({ type: 'pkcs1', format: 'pem' });
  const alipay_public_key = bare(settings['alipay_public_key']);
  for (const private_key of [bare(settings['private_key']), bare(pkcs1)]) {
    expect(() =>
      alipay.open({ ...settings, private_key, alipay_public_key }, String),
    ).not.toThrow();
  }
});
