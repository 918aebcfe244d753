import { afterAll, expect, test } from 'vitest';
import { retryGapsMs } from './callbacks.ts';
import {
  nativeBody,
  openPluginShop,
  type Answer,
  type PluginShop,
} from '../../test/sandbox/plugin-shop.ts';
import { wechatTime } from './wechat-time.ts';

const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 86_400_000;

/** The limits' clock, moved by the tests; signatures keep the wall's. */
const clock = { ms: Date.now() };
const shop: PluginShop = await openPluginShop({ timeScale: 1, nowMs: () => clock.ms });
afterAll(() => shop.close());

const make = (number: string, changes: Record<string, unknown> = {}): Promise<Answer> =>
  shop.post('v3/pay/transactions/native', nativeBody(shop, number, changes));
const pay = (number: string): Promise<Answer> => shop.control('pay', { channel: 'wechat', number });
const query = (number: string): Promise<Answer> =>
  shop.get(`v3/pay/transactions/out-trade-no/${number}`);

test('time_expire is the last moment to pay, and does not close the trade', async () => {
  await make('EXPIRE01', { time_expire: wechatTime(clock.ms + 10 * minuteMs) });
  clock.ms += 11 * minuteMs;
  expect((await pay('EXPIRE01')).data['error']).toContain('time_expire has passed');
  expect((await query('EXPIRE01')).data['trade_state']).toBe('NOTPAY');
});

test('a time_expire under a minute is raised to a minute without a word', async () => {
  const time = wechatTime(clock.ms + 5_000);
  expect((await make('RAISED01', { time_expire: time })).status).toBe(200);
  clock.ms += 50_000;
  expect((await pay('RAISED01')).status).toBe(200);
});

test('15 days ahead is taken, a second more is not', async () => {
  const far = clock.ms + 15 * dayMs;
  expect((await make('FAR00001', { time_expire: wechatTime(far - 1_000) })).status).toBe(200);
  expect((await make('FAR00002', { time_expire: wechatTime(far + 2_000) })).status).toBe(400);
});

test('a code lives 2 hours; creating the same again makes the trade payable again', async () => {
  const changes = { time_expire: wechatTime(clock.ms + 5 * hourMs) };
  await make('CODE0001', changes);
  clock.ms += 3 * hourMs;
  expect((await pay('CODE0001')).data['error']).toContain('code has expired');
  expect((await make('CODE0001', changes)).status).toBe(200);
  expect((await pay('CODE0001')).status).toBe(200);
});

test('a trade can be refunded for one year', async () => {
  await make('YEAR0001');
  await pay('YEAR0001');
  const refund = (out_refund_no: string): Promise<Answer> =>
    shop.post('v3/refund/domestic/refunds', {
      out_trade_no: 'YEAR0001',
      out_refund_no,
      amount: { refund: 1, total: 1999, currency: 'CNY' },
    });
  clock.ms += 364 * dayMs;
  expect((await refund('Y-1')).status).toBe(200);
  clock.ms += 2 * dayMs;
  expect(await refund('Y-2')).toMatchObject({ status: 400, code: 'INVALID_REQUEST' });
});

test('a trade takes one refund a minute, and 50 at most', async () => {
  await make('PACE0001');
  await pay('PACE0001');
  const refund = (out_refund_no: string): Promise<Answer> =>
    shop.post('v3/refund/domestic/refunds', {
      out_trade_no: 'PACE0001',
      out_refund_no,
      amount: { refund: 1, total: 1999, currency: 'CNY' },
    });
  expect((await refund('P-1')).status).toBe(200);
  clock.ms += minuteMs - 1;
  expect(await refund('P-2')).toMatchObject({ status: 429, code: 'FREQUENCY_LIMITED' });
  expect((await refund('P-1')).status).toBe(200);
  for (let number = 2; number <= 50; number += 1) {
    clock.ms += minuteMs;
    expect((await refund(`P-${number}`)).status).toBe(200);
  }
  clock.ms += minuteMs;
  expect(await refund('P-51')).toMatchObject({ status: 400, code: 'INVALID_REQUEST' });
});

test('callbacks are tried 15 times again, over 24 hours and 4 minutes', () => {
  expect(retryGapsMs).toHaveLength(15);
  const wholeMs = retryGapsMs.reduce((total, gapMs) => total + gapMs, 0);
  expect(wholeMs).toBe(24 * hourMs + 4 * minuteMs);
});
