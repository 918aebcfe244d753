import { afterAll, expect, test } from 'vitest';
import type { CallbackReading, RawCallback } from '../channel.ts';
import {
  appid,
  mchid,
  openTestAccount,
  publicKeyId,
  says,
  seal,
  signedHeaders,
  strangerKeys,
} from './platform.fixture.ts';
import type { Signing } from './platform.fixture.ts';
import { wechat } from './wechat-channel.ts';

// This platform has no certificates: /v3/certificates is answered as in public-key mode.
const platform = await openTestAccount(() =>
  says(404, { code: 'RESOURCE_NOT_EXISTS', message: '' }),
);
afterAll(() => platform.close());

const number = 'A1B2C3D4E5F6G7H8I9J0K1L2M3N';
const paid = {
  mchid,
  appid,
  out_trade_no: number,
  transaction_id: '4200000001202611210000000001',
  trade_state: 'SUCCESS',
  trade_state_desc: '支付成功',
  success_time: '2026-11-21T12:00:00+08:00',
  amount: { total: 1999, payer_total: 1500, currency: 'CNY' },
};
const refunded = {
  mchid,
  out_trade_no: number,
  transaction_id: paid.transaction_id,
  out_refund_no: 'R1',
  refund_id: '50000000001',
  refund_status: 'SUCCESS',
  amount: { total: 1999, refund: 500, payer_total: 1500, payer_refund: 400 },
};

function bodyOf(content: object, eventType = 'TRANSACTION.SUCCESS'): string {
  const resource = { original_type: 'transaction', ...seal(JSON.stringify(content)) };
  return JSON.stringify({ id: 'EV-1', event_type: eventType, summary: '', resource });
}

function arriving(body: string, signing: Signing = {}): RawCallback {
  const headers = signedHeaders(body, signing);
  return { headers, body: Buffer.from(body), receivedAtMs: Date.now() };
}

/** A reading, and of a refusal the payment number that it hints at. */
async function read(
  callback: RawCallback,
): Promise<CallbackReading & Readonly<{ paymentNumber?: string | null }>> {
  const reading = await platform.account.readCallback(callback);
  if (reading.kind === 'verified') return reading;
  return { ...reading, paymentNumber: reading.readPaymentNumber() };
}

test('A signed payment is news of its success: the total before coupons, nothing returned', async () => {
  expect(await read(arriving(bodyOf(paid)))).toEqual({
    kind: 'verified',
    eventId: 'EV-1',
    signedAtMs: expect.any(Number) as number,
    news: {
      kind: 'payment',
      paymentNumber: number,
      finding: {
        kind: 'success',
        transaction: paid.transaction_id,
        amountMinor: 1999,
        currency: 'CNY',
        returnedMinor: 0,
        paidAtMs: Date.UTC(2026, 10, 21, 4),
      },
    },
  });
});

test.each([
  ['SUCCESS', 'succeeded'],
  ['CLOSED', 'failed'],
  ['ABNORMAL', 'abnormal'],
])('A refund that turned %s is news of it', async (status, kind) => {
  const body = bodyOf({ ...refunded, refund_status: status }, `REFUND.${status}`);
  expect(await read(arriving(body))).toMatchObject({
    kind: 'verified',
    news: {
      kind: 'refund',
      paymentNumber: number,
      refundNumber: 'R1',
      reference: '50000000001',
      amountMinor: 500,
      standing: { kind },
    },
  });
});

test('Any other signed event is taken and means nothing', async () => {
  const reading = await read(arriving(bodyOf({ mchid, appid }, 'COUPON.USE')));
  expect(reading).toMatchObject({ news: { kind: 'other', eventType: 'COUPON.USE' } });
});

const probe = 'WECHATPAY/SIGNTEST/';
const longAgo = (): number => Date.now() - 301_000;

test.each<[string, () => RawCallback, string]>([
  [
    'signed by a stranger',
    () => arriving(bodyOf(paid), { key: strangerKeys.privateKey }),
    'forged',
  ],
  ['signed over five minutes ago', () => arriving(bodyOf(paid), { atMs: longAgo() }), 'stale'],
  ['signed in the future', () => arriving(bodyOf(paid), { atMs: Date.now() + 302_000 }), 'stale'],
  ['a SIGNTEST probe', () => arriving(bodyOf(paid), { prefix: probe }), 'probe'],
  ['for another mchid', () => arriving(bodyOf({ ...paid, mchid: '1' })), 'wrong_account'],
  ['for another appid', () => arriving(bodyOf({ ...paid, appid: 'wx1' })), 'wrong_account'],
  [
    'under an unknown public key',
    () => arriving(bodyOf(paid), { serial: 'PUB_KEY_ID_2' }),
    'key_unknown',
  ],
  ['under an unknown serial', () => arriving(bodyOf(paid), { serial: '7AB' }), 'key_unknown'],
  ['unsigned', () => ({ ...arriving(bodyOf(paid)), headers: {} }), 'unsigned'],
  [
    'of a state we do not know',
    () => arriving(bodyOf({ ...paid, trade_state: 'X' })),
    'unreadable',
  ],
  ['without amount', () => arriving(bodyOf({ ...paid, amount: undefined })), 'unreadable'],
])('A callback %s is refused, and at most hints at its payment', async (_name, make, reason) => {
  const reading = await read(make());
  expect(reading).toMatchObject({ kind: 'refused', reason, paymentNumber: number });
});

test('A ciphertext changed after signing is forged; one that does not decrypt is unreadable', async () => {
  const callback = arriving(bodyOf(paid));
  const other = bodyOf({ ...paid, amount: { total: 1, currency: 'CNY' } });
  const swapped = { ...callback, body: Buffer.from(other) };
  expect(await read(swapped)).toMatchObject({ reason: 'forged', paymentNumber: number });
  const resource = { ...seal(JSON.stringify(paid)), associated_data: 'changed' };
  const tampered = JSON.stringify({ id: 'EV-1', event_type: 'TRANSACTION.SUCCESS', resource });
  const reading = await read(arriving(tampered));
  expect(reading).toMatchObject({ reason: 'unreadable', paymentNumber: null });
});

test.each(['', 'no json', '{}', '{"resource":{"ciphertext":"AA=="}}'])(
  'A body that is no notification (%s) never breaks the reading',
  async (body) => {
    const signed = await read(arriving(body));
    expect(signed).toMatchObject({ kind: 'refused', reason: 'unreadable', paymentNumber: null });
    const forged = await read(arriving(body, { key: strangerKeys.privateKey }));
    expect(forged).toMatchObject({ kind: 'refused', reason: 'forged', paymentNumber: null });
  },
);

/** A callback that counts how often its body is made into text, without which nobody parses it. */
function counting(callback: RawCallback): Readonly<{ callback: RawCallback; texts: () => number }> {
  const bytes = Buffer.from(callback.body);
  let count = 0;
  const toString = (): string => {
    count += 1;
    return callback.body.toString();
  };
  return {
    callback: { ...callback, body: Object.assign(bytes, { toString }) },
    texts: () => count,
  };
}

const deep = `${'['.repeat(30_000)}${']'.repeat(30_000)}`;
const bomb = JSON.stringify({ id: 'EV-1', event_type: deep, resource: seal(deep) });

test.each<[string, RawCallback]>([
  ['unsigned', { ...arriving(bomb), headers: {} }],
  ['unsigned', { ...arriving(bomb), headers: { ...signedHeaders(bomb), 'wechatpay-serial': '' } }],
  ['forged', arriving(bomb, { key: strangerKeys.privateKey })],
  ['stale', arriving(bomb, { atMs: longAgo() })],
  ['probe', arriving(bomb, { prefix: probe })],
  ['key_unknown', arriving(bomb, { serial: 'PUB_KEY_ID_2' })],
])(
  'What is not verified (%s) is neither parsed nor decrypted, whatever it holds',
  async (...row) => {
    const [reason, sent] = row;
    const { callback, texts } = counting(sent);
    expect(await platform.account.readCallback(callback)).toMatchObject({ reason });
    expect(texts()).toBe(0);
  },
);

test('What is verified is parsed once', async () => {
  const { callback, texts } = counting(arriving(bodyOf(paid)));
  expect(await platform.account.readCallback(callback)).toMatchObject({ kind: 'verified' });
  expect(texts()).toBe(1);
});

test.each([
  ['nonce', 'a b'],
  ['nonce', 'n'.repeat(129)],
  ['serial', 'A-B'],
  ['serial', 'A'.repeat(65)],
  ['signature', 'not base64!'],
  ['signature', 'A'.repeat(3_000)],
  ['timestamp', '1e9'],
])('A %s that WeChat would not send (%s) is no signature', async (name, text) => {
  const callback = arriving(bodyOf(paid));
  const headers = { ...callback.headers, [`wechatpay-${name}`]: text };
  expect(await read({ ...callback, headers })).toMatchObject({
    reason: 'unsigned',
    paymentNumber: number,
  });
});

test('The signature covers the bytes as they came, not what they parse to', async () => {
  const callback = arriving(bodyOf(paid));
  const spaced = Buffer.concat([callback.body, Buffer.from(' ')]);
  expect(await read({ ...callback, body: spaced })).toMatchObject({ reason: 'forged' });
});

test('Strangers can not make us ask for certificates more than once a minute', async () => {
  const quiet = await openTestAccount(() => says(200, { data: [] }));
  const signing = { serial: '7AB', key: strangerKeys.privateKey };
  for (let i = 0; i < 5; i += 1) await quiet.account.readCallback(arriving(bodyOf(paid), signing));
  const old = arriving(bodyOf(paid), { ...signing, serial: '7AC', atMs: longAgo() });
  expect(await quiet.account.readCallback(old)).toMatchObject({ reason: 'stale' });
  expect(quiet.asked.map(({ target }) => target)).toEqual(['/v3/certificates']);
  await quiet.close();
});

test('What is taken is acknowledged without a body, what is refused is sent again', () => {
  expect(wechat.acknowledged).toEqual({ status: 204, contentType: null, body: '' });
  const refusal = wechat.refused('forged');
  expect(refusal).toMatchObject({ status: 401, contentType: 'application/json' });
  expect(JSON.parse(refusal.body)).toEqual({ code: 'FAIL', message: 'forged' });
  expect(publicKeyId).toMatch(/^PUB_KEY_ID_/);
});
