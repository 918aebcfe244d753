import { createPublicKey, verify } from 'node:crypto';
import { expect, test } from 'vitest';
import type { CreateRequest, PaymentRef, RefundRequest } from '../channel.ts';
import { ConfigurationError } from '../errors.ts';
import {
  appid,
  mchid,
  merchantKeys,
  openTestAccount,
  publicKeyId,
  says,
  settingsFor,
  strangerKeys,
} from './platform.fixture.ts';
import type { Asked, Said } from './platform.fixture.ts';
import { wechat } from './wechat-channel.ts';

const never = new AbortController().signal;
const paymentNumber = 'A1B2C3D4E5F6G7H8I9J0K1L2M3N';
const transaction = '4200000001202611210000000001';
const payment: PaymentRef = {
  paymentNumber,
  method: 'qr',
  channelReference: null,
  transaction: null,
  amount: { amountMinor: 1999, currency: 'CNY' },
};
const order: CreateRequest = {
  paymentNumber,
  method: 'qr',
  amount: payment.amount,
  expiresAtMs: Date.UTC(2099, 0, 1, 4, 0, 0, 999),
  plannedAtMs: 0,
  description: 'Two tickets 🎫',
  orderReference: 'shop/A-1001',
  notifyUrl: 'https://pay.example/callbacks/wechat/default',
  returnUrl: 'https://shop.example/orders/A-1001?x=1',
  shopper: {},
};
const refund: RefundRequest = {
  refundNumber: 'R1',
  payment: { ...payment, transaction },
  amountMinor: 500,
  reason: 'duplicate',
  notifyUrl: order.notifyUrl,
};
const trade = { mchid, appid, out_trade_no: paymentNumber, trade_state: 'NOTPAY' };
const amount = { total: 1999, currency: 'CNY' };
const accepted = {
  refund_id: '5001',
  out_refund_no: 'R1',
  transaction_id: transaction,
  out_trade_no: paymentNumber,
  status: 'PROCESSING',
  amount: { refund: 500, total: 1999, currency: 'CNY' },
};

type Opened = Awaited<ReturnType<typeof openTestAccount>>;

async function withAnswer<T>(
  said: Said | ((asked: Asked) => Said),
  act: (opened: Opened) => Promise<T>,
): Promise<T> {
  const opened = await openTestAccount(typeof said === 'function' ? said : () => said);
  try {
    return await act(opened);
  } finally {
    await opened.close();
  }
}

const query = (said: Said, ref = payment) =>
  withAnswer(said, ({ account }) => account.query(ref, never));
const create = (said: Said, changes: Partial<CreateRequest> = {}) =>
  withAnswer(said, ({ account }) => account.create({ ...order, ...changes }, never));
const askRefund = (said: Said) => withAnswer(said, ({ account }) => account.refund(refund, never));

test('A create is signed over what it sends: method, path, time, nonce and body', async () => {
  const asked = await withAnswer(says(200, { code_url: 'weixin://x' }), async (opened) => {
    await opened.account.create(order, never);
    return opened.asked;
  });
  const [call] = asked;
  const authorization = call?.headers.authorization ?? '';
  const field = (name: string): string =>
    new RegExp(`${name}="([^"]+)"`).exec(authorization)?.[1] ?? '';
  const lines = ['POST', '/v3/pay/transactions/native', field('timestamp'), field('nonce_str')];
  const message = Buffer.from(`${[...lines, call?.body].join('\n')}\n`);
  const key = createPublicKey(merchantKeys.privateKey);
  expect(authorization).toMatch(/^WECHATPAY2-SHA256-RSA2048 mchid="1600000001",/);
  expect(verify('sha256', message, key, Buffer.from(field('signature'), 'base64'))).toBe(true);
  expect(call?.headers['wechatpay-serial']).toBe(publicKeyId);
  expect(JSON.parse(call?.body ?? '')).toEqual({
    appid,
    mchid,
    description: 'Two tickets',
    out_trade_no: paymentNumber,
    time_expire: '2099-01-01T12:00:00+08:00',
    attach: 'shop/A-1001',
    notify_url: order.notifyUrl,
    amount: { total: 1999, currency: 'CNY' },
  });
});

test('qr offers the code, valid for two hours at most', async () => {
  const { answer, action } = await create(says(200, { code_url: 'weixin://x' }));
  const validUntilMs = answer.kind === 'offered' ? (answer.validUntilMs ?? 0) : 0;
  expect(Math.abs(validUntilMs - Date.now() - 7_200_000)).toBeLessThan(60_000);
  const expiresAt = new Date(validUntilMs).toISOString();
  expect(action).toEqual({ type: 'qr', content: 'weixin://x', expires_at: expiresAt });
});

test('h5 leads to WeChat and from there back to the shop', async () => {
  const url = 'https://wx.tenpay.com/checkmweb?prepay_id=wx1&package=2';
  const { action } = await create(says(200, { h5_url: url }), {
    method: 'h5',
    shopper: { ip: '::1' },
  });
  const back = encodeURIComponent(order.returnUrl ?? '');
  expect(action).toEqual({ type: 'redirect', url: `${url}&redirect_url=${back}` });
});

test.each(['jsapi', 'app'])('%s parameters are signed with our key', async (method) => {
  const shopper = { openid: 'oOpen' };
  const { action } = await create(says(200, { prepay_id: 'wx1' }), { method, shopper });
  const given = action?.type === 'sdk' ? action.parameters : {};
  const lines =
    method === 'jsapi'
      ? [given['appId'], given['timeStamp'], given['nonceStr'], 'prepay_id=wx1']
      : [given['appid'], given['timestamp'], given['noncestr'], 'wx1'];
  const signature = Buffer.from(given['paySign'] ?? given['sign'] ?? '', 'base64');
  const message = Buffer.from(`${lines.join('\n')}\n`);
  expect(verify('sha256', message, createPublicKey(merchantKeys.privateKey), signature)).toBe(true);
  expect(Object.keys(given)).toEqual(
    method === 'jsapi'
      ? ['appId', 'timeStamp', 'nonceStr', 'package', 'signType', 'paySign']
      : ['appid', 'partnerid', 'prepayid', 'package', 'noncestr', 'timestamp', 'sign'],
  );
});

test.each([
  ['jsapi', 'openid'],
  ['h5', 'ip'],
])('%s needs shopper.%s; without it nothing is sent', async (method, field) => {
  expect(wechat.needs(method)).toEqual([field]);
  const asked = await withAnswer(says(200, {}), async ({ account, asked: calls }) => {
    const { answer } = await account.create({ ...order, method }, never);
    expect(answer).toMatchObject({ kind: 'refused', code: 'SHOPPER_INCOMPLETE' });
    return calls;
  });
  expect(asked).toEqual([]);
});

test('A refused create says so, without the shopper’s data', async () => {
  const said = says(400, { code: 'PARAM_ERROR', message: 'openid oOpen is wrong' });
  const { answer } = await create(said, { method: 'jsapi', shopper: { openid: 'oOpen' } });
  expect(answer).toMatchObject({ kind: 'refused', code: 'PARAM_ERROR' });
  expect(JSON.stringify(answer)).not.toContain('oOpen');
});

test('The shopper’s data is taken out before a message is cut, wherever the cut falls', async () => {
  const openid = 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o';
  for (let before = 270; before <= 300; before += 3) {
    const said = says(400, { code: 'PARAM_ERROR', message: `${'x'.repeat(before)}${openid}` });
    const { answer } = await create(said, { method: 'jsapi', shopper: { openid } });
    expect(JSON.stringify(answer)).not.toContain('oU');
  }
});

const lies: [string, Said, string][] = [
  ['an unsigned success', { ...says(200, { code_url: 'x' }), signing: null }, 'unknown'],
  [
    'a success signed by a stranger',
    { ...says(200, { code_url: 'x' }), signing: { key: strangerKeys.privateKey } },
    'unknown',
  ],
  [
    'a success signed ten minutes ago',
    { ...says(200, { code_url: 'x' }), signing: { atMs: Date.now() - 600_000 } },
    'unknown',
  ],
  [
    'a probe',
    { ...says(200, { code_url: 'x' }), signing: { prefix: 'WECHATPAY/SIGNTEST/' } },
    'unknown',
  ],
  ['an unsigned refusal', { ...says(400, { code: 'PARAM_ERROR' }), signing: null }, 'unknown'],
  ['a signed success without code', says(200, {}), 'unknown'],
  ['a signed success that is no JSON', { ...says(200, null), body: '<html>' }, 'unknown'],
  ['a refusal that is no JSON', { ...says(400, null), body: '<html>' }, 'unknown'],
  ['a redirect', says(302, null), 'unknown'],
  ['202', says(202, { code: 'USERPAYING' }), 'unknown'],
  ['500', { ...says(500, null), signing: null }, 'unknown'],
  ['503', says(503, { code: 'SERVICE_UNAVAILABLE' }), 'unknown'],
  ['an empty 404', { ...says(404, null), signing: null }, 'unknown'],
  ['an empty 405', { ...says(405, null), signing: null }, 'unknown'],
  ['500 with a refusal', says(500, { code: 'PARAM_ERROR' }), 'unknown'],
  ['a signed 429', says(429, { code: 'FREQUENCY_LIMITED' }), 'retry'],
  ['429 that nobody signed', { ...says(429, null), signing: null }, 'unknown'],
  ['an unlisted code', says(400, { code: 'NEW_CODE' }), 'unknown'],
];

test.each(lies)(
  'no-guess: %s at create, query, close or refund proves nothing',
  async (_name, said, kind) => {
    expect((await create(said)).answer.kind).toBe(kind);
    expect((await query(said)).kind).toBe(kind);
    expect((await askRefund(said)).kind).toBe(kind);
    const closed = await withAnswer(said, ({ account }) => account.close(payment, never));
    // A close has no body to read: a signed 2xx is its whole answer.
    const isSignedSuccess =
      said.status === 200 && said.signing !== null && Object.keys(said.signing).length === 0;
    expect(closed.kind).toBe(isSignedSuccess ? 'done' : kind);
  },
);

test('A connection nobody takes is retry: nothing was sent', async () => {
  const opened = await openTestAccount(() => says(200, {}));
  await opened.close();
  expect(await opened.account.query(payment, never)).toMatchObject({ kind: 'retry' });
  expect((await opened.account.create(order, never)).answer).toMatchObject({ kind: 'retry' });
});

const success = { transaction_id: transaction, success_time: '2026-11-21T12:00:00+08:00', amount };

test.each([
  [{ trade_state: 'NOTPAY' }, { kind: 'unpaid' }],
  [{ trade_state: 'CLOSED' }, { kind: 'closed' }],
  [{ trade_state: 'USERPAYING' }, { kind: 'processing' }],
  [{ trade_state: 'PAYERROR' }, { kind: 'declined', code: 'PAYERROR' }],
  [{ trade_state: 'REVOKED' }, { kind: 'unknown', code: 'TRADE_STATE_REVOKED' }],
  [
    { trade_state: 'SUCCESS', ...success },
    { kind: 'success', transaction, amountMinor: 1999, returnedMinor: 0 },
  ],
  [
    { trade_state: 'REFUND', ...success },
    { kind: 'success', amountMinor: 1999, returnedMinor: null },
  ],
  [
    { trade_state: 'SUCCESS', ...success, success_time: 'soon' },
    { kind: 'success', paidAtMs: null },
  ],
  [{ trade_state: 'SUCCESS', amount }, { kind: 'unknown' }],
  [{ out_trade_no: 'ANOTHER' }, { kind: 'unknown', code: 'ANSWER_MISMATCH' }],
  [{ mchid: '1' }, { kind: 'unknown', code: 'ANSWER_MISMATCH' }],
  [{ appid: 'wx1' }, { kind: 'unknown', code: 'ANSWER_MISMATCH' }],
])('A query answered %j is %j', async (changes, finding) => {
  expect(await query(says(200, { ...trade, ...changes }))).toMatchObject(finding);
});

test('Not known is what a signed ORDER_NOT_EXIST says, and no other refusal', async () => {
  expect(await query(says(404, { code: 'ORDER_NOT_EXIST' }))).toEqual({ kind: 'not_known' });
  expect(await query(says(404, { code: 'NOT_FOUND' }))).toMatchObject({ kind: 'unknown' });
  const unsigned = { ...says(404, { code: 'ORDER_NOT_EXIST' }), signing: null };
  expect(await query(unsigned)).toMatchObject({ kind: 'unknown' });
});

test('A known transaction is asked for by its own number, and no other is taken for it', async () => {
  const paid = says(200, { ...trade, trade_state: 'SUCCESS', ...success });
  const asked = await withAnswer(paid, async (opened) => {
    const found = await opened.account.query({ ...payment, transaction }, never);
    expect(found.kind).toBe('success');
    return opened.asked;
  });
  expect(asked[0]?.target).toBe(`/v3/pay/transactions/id/${transaction}?mchid=${mchid}`);
  const other = await query(paid, { ...payment, transaction: '4200' });
  expect(other).toMatchObject({ kind: 'unknown', code: 'ANSWER_MISMATCH' });
});

test.each([
  [{}, { kind: 'processing' }],
  [{ status: 'SUCCESS' }, { kind: 'succeeded' }],
  [{ status: 'CLOSED' }, { kind: 'failed' }],
  [{ status: 'ABNORMAL' }, { kind: 'abnormal' }],
  [{ status: 'NEW' }, { kind: 'unknown' }],
  [{ out_refund_no: 'R2' }, { kind: 'unknown', code: 'ANSWER_MISMATCH' }],
  [{ out_trade_no: 'ANOTHER' }, { kind: 'unknown', code: 'ANSWER_MISMATCH' }],
  [{ transaction_id: '4200' }, { kind: 'unknown', code: 'ANSWER_MISMATCH' }],
  [{ amount: { refund: 501 } }, { kind: 'unknown', code: 'ANSWER_MISMATCH' }],
])('A refund, asked or asked about, answered %j is %j', async (changes, standing) => {
  const said = says(200, { ...accepted, ...changes });
  expect(await askRefund(said)).toMatchObject(standing);
  const queried = await withAnswer(said, ({ account }) => account.queryRefund(refund, never));
  expect(queried).toMatchObject(standing);
});

test.each([
  [says(403, { code: 'NOT_ENOUGH', message: '' }), 'later'],
  [says(400, { code: 'INVALID_REQUEST', message: '' }), 'refused'],
  [says(403, { code: 'USER_ACCOUNT_ABNORMAL', message: '' }), 'refused'],
  [says(404, { code: 'RESOURCE_NOT_EXISTS', message: '' }), 'retry'],
])('A refund answered %j is %s', async (said, kind) => {
  expect((await askRefund(said)).kind).toBe(kind);
});

test('rule 10: short balance, less left, and why a refund is not taken are told in words of our own', async () => {
  const codes = [
    [403, 'NOT_ENOUGH', '', { kind: 'later', code: 'short_balance' }],
    [400, 'INVALID_REQUEST', '订单已全额退款', { kind: 'refused', lessIsLeft: true }],
    [400, 'INVALID_REQUEST', '', { kind: 'refused', lessIsLeft: false }],
    [429, 'FREQUENCY_LIMITED', '', { kind: 'retry', why: 'busy' }],
    [401, 'SIGN_ERROR', '', { kind: 'retry', why: 'account_trouble' }],
    [403, 'NO_AUTH', '', { kind: 'retry', why: 'account_trouble' }],
    [400, 'INVALID_REQUEST', '退款频率超限，原参重试即可', { kind: 'retry', why: 'busy' }],
    [400, 'INVALID_REQUEST', '请求重入时，参数与首次请求时不一致', { kind: 'unknown' }],
    [404, 'RESOURCE_NOT_EXISTS', '', { kind: 'retry', why: 'payment_unknown' }],
  ] as const;
  for (const [status, code, message, wanted] of codes) {
    expect(await askRefund(says(status, { code, message }))).toMatchObject(wanted);
  }
});

test('An answer without a word, as from an unknown path, is told as such', async () => {
  const said = await query({ ...says(405, null), signing: null });
  expect(said).toMatchObject({
    message: expect.stringContaining('HTTP 405 without a word') as string,
  });
});

test('WeChat Pay is asked to speak Chinese: some errors are told by their words alone', async () => {
  await withAnswer(says(200, accepted), async ({ account, asked }) => {
    await account.refund(refund, never);
    expect(asked[0]?.headers['accept-language']).toBe('zh-CN');
  });
});

test('A notify_url with a query string is our bug, and nothing is sent', async () => {
  await withAnswer(says(200, {}), async ({ account, asked }) => {
    const wrong = { ...order, notifyUrl: 'https://pay.example/callbacks?a=1' };
    await expect(account.create(wrong, never)).rejects.toThrow('query string');
    expect(asked).toEqual([]);
  });
});

test.each([
  ['mchid', { mchid: 'abc' }],
  ['private_key', { private_key: undefined }],
  ['private_key', { private_key: 'not a key' }],
  ['api_v3_key', { api_v3_key: 'short' }],
  ['platform_keys.X', { platform_keys: { X: 'not a key' } }],
  ['base_url', { base_url: 'ftp://x' }],
  ['notify', { notify: 'https://x.example/?a=1' }],
])('An account with a wrong %s is not opened, and the error names it', (field, changes) => {
  const settings = { ...settingsFor('https://api.example'), ...changes };
  const open = (): unknown => wechat.open(settings, String);
  expect(open).toThrow(ConfigurationError);
  expect(open).toThrow(field);
});

test('A payer is named only where the offer is bound to one', () => {
  expect(wechat.payerOf('jsapi', { openid: 'oOpen' })).toBe('oOpen');
  expect(wechat.payerOf('h5', { ip: '203.0.113.7' })).toBe('203.0.113.7');
  expect(wechat.payerOf('qr', { openid: 'oOpen', ip: '203.0.113.7' })).toBeNull();
});
