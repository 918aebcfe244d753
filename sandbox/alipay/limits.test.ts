import { afterAll, afterEach, expect, test } from 'vitest';
import { beijingTime } from './beijing-time.ts';
import { retryGapsMs } from './callbacks.ts';
import {
  openSdkShop,
  precreateContent,
  type Answer,
  type SdkShop,
} from '../../test/sandbox/sdk-shop.ts';

const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 86_400_000;
const zone = process.env['TZ'];

/** The limits' clock, moved by the tests; callbacks keep the wall's. */
const clock = { ms: Date.now() };
const shop: SdkShop = await openSdkShop({ timeScale: 1, nowMs: () => clock.ms });
afterAll(() => shop.close());
afterEach(() => {
  if (zone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zone;
});

const make = (number: string, changes: Record<string, unknown> = {}): Promise<Answer> =>
  shop.call('precreate', precreateContent(number, { timeout_express: undefined, ...changes }));
const act = (action: string, number: string) => shop.control(action, { channel: 'alipay', number });
const query = (number: string): Promise<Answer> => shop.call('query', { out_trade_no: number });

test('a QR code lives 2 hours at most; precreated again, the number is payable again', async () => {
  await make('CODE0001', { timeout_express: '5h' });
  clock.ms += 3 * hourMs;
  const refused = await act('pay', 'CODE0001');
  expect(refused.status).toBe(409);
  expect(refused.data['error']).toContain('QR code has expired');
  await make('CODE0001', { timeout_express: '5h' });
  expect((await act('pay', 'CODE0001')).status).toBe(200);
});

test('qr_code_timeout_express ends the code, a scan before it keeps the trade payable', async () => {
  for (const number of ['CODE0002', 'CODE0003']) {
    await make(number, { qr_code_timeout_express: '5m' });
  }
  await act('scan', 'CODE0003');
  clock.ms += 6 * minuteMs;
  expect((await act('scan', 'CODE0002')).status).toBe(409);
  expect((await act('pay', 'CODE0003')).status).toBe(200);
});

test('timeout_express closes a scanned trade; an unscanned number stays unknown', async () => {
  await make('TIMEOUT1', { timeout_express: '10m' });
  await make('TIMEOUT2', { timeout_express: '10m' });
  await act('scan', 'TIMEOUT1');
  clock.ms += 11 * minuteMs;
  expect((await act('pay', 'TIMEOUT1')).data['error']).toContain('timeout_express');
  expect((await query('TIMEOUT1')).node['trade_status']).toBe('TRADE_CLOSED');
  expect((await act('pay', 'TIMEOUT2')).status).toBe(409);
  expect((await query('TIMEOUT2')).node['sub_code']).toBe('ACQ.TRADE_NOT_EXIST');
});

test('without a word a code is payable for 3 hours after the scan', async () => {
  await make('USUAL001');
  await act('scan', 'USUAL001');
  clock.ms += 3 * hourMs - minuteMs;
  expect((await act('scan', 'USUAL001')).status).toBe(200);
  clock.ms += 2 * minuteMs;
  expect((await act('pay', 'USUAL001')).status).toBe(409);
});

test('time_expire wins over timeout_express', async () => {
  const time_expire = beijingTime(clock.ms + 10 * minuteMs);
  await make('WINS0001', { time_expire, timeout_express: '1h' });
  clock.ms += 11 * minuteMs;
  expect((await act('pay', 'WINS0001')).status).toBe(409);
});

test('15 days ahead is taken, a second more is not; 1c is the end of the day in China', async () => {
  const far = (ms: number): object => ({ time_expire: beijingTime(clock.ms + 15 * dayMs + ms) });
  expect((await make('FAR00001', { ...far(-1_000) })).node['code']).toBe('10000');
  expect((await make('FAR00002', { ...far(2_000) })).node['code']).toBe('40004');
  clock.ms = Date.parse('2027-03-01T23:50:00+08:00');
  await make('DAY00001', { timeout_express: '1c' });
  clock.ms += 5 * minuteMs;
  expect((await act('scan', 'DAY00001')).status).toBe(200);
  clock.ms += 6 * minuteMs;
  expect((await act('pay', 'DAY00001')).status).toBe(409);
});

test.each(['UTC', 'Asia/Shanghai', 'America/New_York', 'Pacific/Kiritimati'])(
  'times on the wire are China’s on a host in %s',
  async (hostZone) => {
    process.env['TZ'] = hostZone;
    const number = `ZONE_${hostZone.replace(/\W/g, '_')}`;
    clock.ms = Date.parse('2027-04-01T20:30:00Z');
    await make(number, { time_expire: '2027-04-02 04:40:00' });
    await act('pay', number);
    expect((await query(number)).node['send_pay_date']).toBe('2027-04-02 04:30:00');
    const late = `${number}_L`;
    await make(late, { time_expire: '2027-04-02 04:40:00' });
    clock.ms += 11 * minuteMs;
    expect((await act('pay', late)).status).toBe(409);
  },
);

test('a trade can be refunded for 12 months, then it is finished', async () => {
  await make('YEAR0001');
  await act('pay', 'YEAR0001');
  const refund = (out_request_no: string): Promise<Answer> =>
    shop.call('refund', { out_trade_no: 'YEAR0001', refund_amount: '0.01', out_request_no });
  clock.ms += 364 * dayMs;
  expect((await refund('Y1')).node['fund_change']).toBe('Y');
  clock.ms += 2 * dayMs;
  expect((await refund('Y2')).node['sub_code']).toBe('ACQ.TRADE_HAS_FINISHED');
  expect((await query('YEAR0001')).node['trade_status']).toBe('TRADE_FINISHED');
});

test('cancel is possible for 24 hours', async () => {
  await make('CANCEL01');
  await act('pay', 'CANCEL01');
  clock.ms += 25 * hourMs;
  const late = await shop.call('cancel', { out_trade_no: 'CANCEL01' });
  expect(late.node['sub_code']).toBe('ACQ.TRADE_CANCEL_TIME_OUT');
});

test('callbacks are tried 3 times at once, then over 24 hours and 24 minutes', () => {
  expect(retryGapsMs).toHaveLength(10);
  const wholeMs = retryGapsMs.reduce((total, gapMs) => total + gapMs, 0);
  expect(wholeMs).toBe(24 * hourMs + 24 * minuteMs + 3_000);
});

test('a trade takes a refund every 3 s; a repeat of the last is none', async () => {
  await make('PACE0001');
  await act('pay', 'PACE0001');
  const refund = (out_request_no: string): Promise<Answer> =>
    shop.call('refund', { out_trade_no: 'PACE0001', refund_amount: '0.01', out_request_no });
  expect((await refund('P-1')).node['fund_change']).toBe('Y');
  clock.ms += 2_999;
  expect((await refund('P-2')).node['code']).toBe('40005');
  expect((await refund('P-1')).node['fund_change']).toBe('N');
  clock.ms += 1;
  expect((await refund('P-2')).node['fund_change']).toBe('Y');
});
