import { afterAll, expect, test, vi } from 'vitest';
import type { CallbackReading, RawCallback } from '../channel.ts';
import { alipay } from './alipay-channel.ts';
import {
  appId,
  openTestAccount,
  paymentNumber,
  sellerId,
  signed,
  strangerKeys,
  transaction,
} from './gateway.fixture.ts';

const opened = await openTestAccount({ node: {} });
afterAll(() => opened.close());

type Values = Record<string, string | Buffer | undefined>;

const paid: Values = {
  app_id: appId,
  seller_id: sellerId,
  charset: 'utf-8',
  notify_id: '2026112100222120001',
  notify_type: 'trade_status_sync',
  notify_time: '2026-11-21 12:00:01',
  out_trade_no: paymentNumber,
  trade_no: transaction,
  trade_status: 'TRADE_SUCCESS',
  total_amount: '19.99',
  receipt_amount: '15.00',
  gmt_payment: '2026-11-21 12:00:00',
  subject: '100% cotton + %41 两张票',
  passback_params: 'shop%2FA-1001',
};

function escape(value: Buffer): string {
  return [...value].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
}

function bodyOf(
  values: Values,
  extra: Record<string, string> = {},
  signer: 'alipay' | 'stranger' = 'alipay',
): string {
  const fields = Object.entries(values)
    .flatMap(([name, value]): [string, Buffer][] =>
      value === undefined ? [] : [[name, Buffer.from(value)]],
    )
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const toSign = Buffer.concat(
    fields.flatMap(([name, value], at) => [Buffer.from(`${at === 0 ? '' : '&'}${name}=`), value]),
  );
  const sign = signed(toSign, signer === 'alipay' ? undefined : strangerKeys.privateKey);
  const signing = { sign_type: 'RSA2', sign, ...extra };
  return [
    ...fields.map(([name, value]) => `${name}=${escape(value)}`),
    ...Object.entries(signing).map(([name, value]) => `${name}=${encodeURIComponent(value)}`),
  ].join('&');
}

function arriving(body: string): RawCallback {
  return { headers: {}, body: Buffer.from(body), receivedAtMs: Date.now() };
}

/** A reading, and of a refusal the payment number that it hints at. */
async function read(
  body: string,
): Promise<CallbackReading & Readonly<{ paymentNumber?: string | null }>> {
  const reading = await opened.account.readCallback(arriving(body));
  if (reading.kind === 'verified') return reading;
  return { ...reading, paymentNumber: reading.readPaymentNumber() };
}

test('A signed payment is news of its success: the total, nothing returned; % and + survive', async () => {
  expect(await read(bodyOf(paid))).toEqual({
    kind: 'verified',
    eventId: '2026112100222120001',
    signedAtMs: Date.UTC(2026, 10, 21, 4, 0, 1),
    news: {
      kind: 'payment',
      paymentNumber,
      finding: {
        kind: 'success',
        transaction,
        amountMinor: 1999,
        currency: 'CNY',
        returnedMinor: 0,
        paidAtMs: Date.UTC(2026, 10, 21, 4),
      },
    },
  });
});

test('A callback in GBK is verified over its own bytes', async () => {
  const subject = Buffer.from([0xc1, 0xbd, 0xd5, 0xc5, 0xc6, 0xb1]);
  const reading = await read(bodyOf({ ...paid, charset: 'GBK', subject }));
  expect(reading).toMatchObject({ kind: 'verified', news: { finding: { kind: 'success' } } });
});

const closed = { trade_status: 'TRADE_CLOSED', gmt_payment: undefined, receipt_amount: undefined };

test.each<[string, Values, object]>([
  ['waiting', { ...closed, trade_status: 'WAIT_BUYER_PAY' }, { kind: 'unpaid' }],
  ['finished', { trade_status: 'TRADE_FINISHED' }, { kind: 'success', returnedMinor: 0 }],
  ['closed unpaid', { ...closed, refund_fee: '0.00' }, { kind: 'closed' }],
  ['closed once paid', { trade_status: 'TRADE_CLOSED' }, { kind: 'success', returnedMinor: 1999 }],
  [
    'closed by a refund',
    { ...closed, refund_fee: '19.99' },
    { kind: 'success', returnedMinor: 1999 },
  ],
  ['refunded in part', { refund_fee: '5.00' }, { kind: 'success', returnedMinor: 500 }],
])('A payment %s', async (_name, changes, finding) => {
  const reading = await read(bodyOf({ ...paid, ...changes }));
  expect(reading).toMatchObject({ kind: 'verified', news: { kind: 'payment', finding } });
});

test('A refund under its own number only prompts a query: its fee is the sum of all', async () => {
  const changes = { refund_fee: '5.00', out_biz_no: 'R1', gmt_refund: '2026-11-21 13:00:00' };
  expect(await read(bodyOf({ ...paid, ...changes }))).toMatchObject({
    news: {
      kind: 'refund',
      paymentNumber,
      refundNumber: 'R1',
      reference: `${transaction}:R1`,
      standing: { kind: 'processing' },
    },
  });
});

test('Any other signed notification is taken and means nothing', async () => {
  const reading = await read(bodyOf({ ...paid, notify_type: 'open_app_auth_notify' }));
  expect(reading).toMatchObject({ news: { kind: 'other', eventType: 'open_app_auth_notify' } });
});

test('Without a signed time it is as old as can be, and still taken', async () => {
  const reading = await read(bodyOf({ ...paid, notify_time: undefined }));
  expect(reading).toMatchObject({ kind: 'verified', signedAtMs: 0 });
});

test.each<[string, string, string]>([
  ['signed by a stranger', bodyOf(paid, {}, 'stranger'), 'forged'],
  ['changed after signing', bodyOf(paid).replace('total_amount=%31', 'total_amount=%32'), 'forged'],
  ['with a field more', `${bodyOf(paid)}&body=x`, 'forged'],
  ['unsigned', bodyOf(paid, { sign: '' }), 'unsigned'],
  ['that wants RSA', bodyOf(paid, { sign_type: 'RSA' }), 'forged'],
  ['for another app', bodyOf({ ...paid, app_id: '2021' }), 'wrong_account'],
  ['without an app', bodyOf({ ...paid, app_id: undefined }), 'wrong_account'],
  ['for another seller', bodyOf({ ...paid, seller_id: '2088' }), 'wrong_account'],
  ['of a status we do not know', bodyOf({ ...paid, trade_status: 'X' }), 'unreadable'],
  ['without amount', bodyOf({ ...paid, total_amount: undefined }), 'unreadable'],
  ['without id', bodyOf({ ...paid, notify_id: undefined }), 'unreadable'],
])('A callback %s is refused, and at most hints at its payment', async (_name, body, reason) => {
  expect(await read(body)).toMatchObject({ kind: 'refused', reason, paymentNumber });
});

const victim = 'V1C2T3I4M5';

/** Sends other fields under the signature of a true notification whose text they share. */
function cutAnew(genuine: Values, fields: readonly (readonly [string, string])[]): string {
  const sign = /&(sign_type=RSA2&sign=.*)$/.exec(bodyOf(genuine))?.[1] ?? '';
  const cut = fields.map(
    ([name, value]) => `${escape(Buffer.from(name))}=${escape(Buffer.from(value))}`,
  );
  return `${cut.join('&')}&${sign}`;
}

/**
 * A true notification of an own cheap trade; `body` is the attacker's, and sorts before the rest.
 */
const cheap: Values = {
  app_id: appId,
  body: `x&notify_id=1&out_trade_no=${victim}&seller_id=${sellerId}&total_amount=19.99&trade_no=T2&trade_status=TRADE_SUCCESS&zz=`,
  notify_id: '2026112100222120002',
  notify_time: '2026-11-21 12:00:01',
  out_trade_no: paymentNumber,
  seller_id: sellerId,
  total_amount: '0.01',
  trade_no: transaction,
  trade_status: 'TRADE_SUCCESS',
};
const rest = `&notify_id=2026112100222120002&notify_time=2026-11-21 12:00:01&out_trade_no=${paymentNumber}&seller_id=${sellerId}&total_amount=0.01&trade_no=${transaction}&trade_status=TRADE_SUCCESS`;
const injected: readonly (readonly [string, string])[] = [
  ['app_id', appId],
  ['body', 'x'],
  ['notify_id', '1'],
  ['out_trade_no', victim],
  ['seller_id', sellerId],
  ['total_amount', '19.99'],
  ['trade_no', 'T2'],
  ['trade_status', 'TRADE_SUCCESS'],
];
const promptOf = (number: string): object => ({
  kind: 'verified',
  eventId: expect.stringMatching(/^text:[0-9a-f]{64}$/) as string,
  signedAtMs: 0,
  news: { kind: 'payment', paymentNumber: number, finding: { kind: 'processing' } },
});

test('One genuine text cut into other fields is no evidence: it only prompts a query', async () => {
  const swallowed = cutAnew(cheap, [...injected, ['zz', rest]]);
  expect(await read(swallowed)).toEqual(promptOf(victim));
});

test('A name that swallowed fields is no evidence either', async () => {
  const [first = '', ...others] = `zz=${rest}`.split('=').reverse();
  const name = others.reverse().join('=');
  expect(await read(cutAnew(cheap, [...injected, [name, first]]))).toEqual(promptOf(victim));
});

test('A text cut at every & has names twice, and is refused', async () => {
  const parts = (text: string) =>
    text.split('&').map((part) => [part.split('=')[0] ?? '', part.split('=')[1] ?? ''] as const);
  const whole = [...injected, ['zz', ''] as const, ...parts(rest.slice(1))];
  expect(await read(cutAnew(cheap, whole))).toMatchObject({ kind: 'refused', paymentNumber: null });
});

test('A true notification with &…= in a value is taken as a prompt, one with & alone as it is', async () => {
  expect(await read(bodyOf({ ...paid, body: 'A&B=C' }))).toEqual(promptOf(paymentNumber));
  const reading = await read(bodyOf({ ...paid, body: 'x=1 & y' }));
  expect(reading).toMatchObject({ news: { finding: { kind: 'success' } } });
});

test.each(['', 'no form', '{}', 'a=%', 'a=%zz', 'a=1&a=2', '&&&', '=', 'sign=%ff'])(
  'A body that is no notification (%s) never breaks the reading',
  async (body) => {
    expect(await read(body)).toMatchObject({ kind: 'refused', paymentNumber: null });
  },
);

test('A seller left out is no other seller', async () => {
  expect((await read(bodyOf({ ...paid, seller_id: undefined }))).kind).toBe('verified');
});

test('What is taken is acknowledged by one word, what is refused is sent again', () => {
  expect(alipay.acknowledged).toEqual({ status: 200, contentType: 'text/plain', body: 'success' });
  expect(alipay.refused('forged')).toMatchObject({ status: 401, body: 'failure' });
});

test('A form of thousands of fields is refused once it has more than any: no more of it is looked at', async () => {
  const fields = Array.from({ length: 16_000 }, (_, index) => `${index.toString(36)}=`).join('&');
  const bomb = `out_trade_no=${paymentNumber}&sign=eA==&sign_type=RSA2&${fields}`;
  const bytes = Buffer.from(bomb);
  const work = { searches: 0, parts: 0 };
  const body = Object.assign(Buffer.from(bomb), {
    indexOf: (...of: Parameters<Buffer['indexOf']>) => {
      work.searches += 1;
      return bytes.indexOf(...of);
    },
    subarray: (from?: number, to?: number) => {
      work.parts += 1;
      return bytes.subarray(from, to);
    },
  });
  expect(await opened.account.readCallback({ ...arriving(''), body })).toMatchObject({
    reason: 'unreadable',
    detail: expect.stringMatching(/more fields than any/) as unknown,
  });
  expect(work.searches).toBeLessThanOrEqual(101);
  expect(work.parts).toBeLessThanOrEqual(101);
});

test('A form of thousands of escapes is decoded without a call for each', async () => {
  const body = `body=${'%41'.repeat(20_000)}&sign=eA==&sign_type=RSA2`;
  const arrived = arriving(body);
  const toText = vi.spyOn(Buffer.prototype, 'toString');
  const reading = opened.account.readCallback(arrived);
  const texts = toText.mock.calls.length;
  toText.mockRestore();
  expect(await reading).toMatchObject({ kind: 'refused', reason: 'forged' });
  expect(texts).toBeLessThan(50);
});

test.each([
  ['no signature', '', 'unsigned'],
  ['an empty one', '&sign=&sign_type=RSA2', 'unsigned'],
  ['a weaker one', '&sign=eA==&sign_type=RSA', 'forged'],
  ['one of no type', '&sign=eA==', 'forged'],
  ['one longer than any', `&sign=${'A'.repeat(10_000)}&sign_type=RSA2`, 'forged'],
])(
  'A form with %s is not even decoded, but for the number it hints at',
  async (_, more, reason) => {
    const broken = `body=%zz&out_trade_no=${escape(Buffer.from(paymentNumber))}${more}`;
    expect(await read(broken)).toMatchObject({ kind: 'refused', reason, paymentNumber });
  },
);

test('A signature longer than any is not verified', async () => {
  const body = bodyOf(paid, { sign: 'A'.repeat(10_000) });
  expect(await read(body)).toMatchObject({ kind: 'refused', reason: 'forged' });
});
