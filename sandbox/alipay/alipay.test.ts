import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import {
  openSdkShop,
  precreateContent,
  type Answer,
  type SdkShop,
} from '../../test/sandbox/sdk-shop.ts';

const shop: SdkShop = await openSdkShop();
afterAll(() => shop.close());

const make = (number: string, changes: Record<string, unknown> = {}): Promise<Answer> =>
  shop.call('precreate', precreateContent(number, changes));
const byNumber = (method: string, number: string): Promise<Answer> =>
  shop.call(method, { out_trade_no: number });
const query = (number: string): Promise<Answer> => byNumber('query', number);
const act = (action: string, number: string, more: object = {}) =>
  shop.control(action, { channel: 'alipay', number, ...more });
const refund = (number: string, amount: string, requestNo: string): Promise<Answer> =>
  shop.call('refund', { out_trade_no: number, refund_amount: amount, out_request_no: requestNo });
const refundQuery = (number: string, requestNo: string): Promise<Answer> =>
  shop.call('fastpay.refund.query', { out_trade_no: number, out_request_no: requestNo });
const money = async (number: string) => (await shop.control(`money?order=${number}`)).data;

async function paid(number: string): Promise<void> {
  expect((await make(number)).node).toMatchObject({ code: '10000' });
  expect((await act('pay', number)).status).toBe(200);
}

test('a QR code is made, scanned, paid, told by a callback the SDK verifies, and queried', async () => {
  const made = await make('PAY0001');
  expect(made).toMatchObject({ failure: '', node: { code: '10000', out_trade_no: 'PAY0001' } });
  expect(made.node['qr_code']).toMatch(/^https:\/\/qr\.alipay\.com\/bax/);
  expect((await query('PAY0001')).node).toMatchObject({
    code: '40004',
    msg: 'Business Failed',
    sub_code: 'ACQ.TRADE_NOT_EXIST',
  });

  expect((await act('scan', 'PAY0001')).data['state']).toBe('WAIT_BUYER_PAY');
  const waiting = await query('PAY0001');
  expect(waiting.node).toMatchObject({
    trade_status: 'WAIT_BUYER_PAY',
    total_amount: '19.99',
    buyer_pay_amount: '0.00',
  });
  expect((await act('pay', 'PAY0001')).data['state']).toBe('TRADE_SUCCESS');
  const [callback] = await shop.received(1, 'PAY0001');
  expect(callback).toMatchObject({
    verified: true,
    contentType: 'application/x-www-form-urlencoded; charset=utf-8',
    fields: {
      trade_status: 'TRADE_SUCCESS',
      total_amount: '19.99',
      app_id: shop.credentials.app_id,
      seller_id: shop.credentials.seller_id,
      passback_params: 'shop%2FPAY0001',
      sign_type: 'RSA2',
    },
  });
  const queried = await query('PAY0001');
  expect(queried.node).toMatchObject({
    trade_status: 'TRADE_SUCCESS',
    trade_no: waiting.node['trade_no'],
    send_pay_date: callback?.fields['gmt_payment'],
  });
  const tradeNo = String(queried.node['trade_no']);
  const byTradeNo = await shop.call('query', { trade_no: tradeNo });
  expect(byTradeNo.node['out_trade_no']).toBe('PAY0001');
  expect(await money('PAY0001')).toMatchObject({
    payments: [{ channel: 'alipay', order: 'shop/PAY0001', amount: 1999, charges: 1 }],
    captured: 1999,
    net: 1999,
  });
});

test('the keys of an answer come in the gateway’s order, slashes escaped', async () => {
  const made = await make('ORDER001');
  expect(Object.keys(made.node)).toEqual(['code', 'msg', 'out_trade_no', 'qr_code']);
  const raw = await fetch(`${shop.sandbox.url}/alipay/gateway.do`, {
    method: 'POST',
    body: new URLSearchParams(
      shop.sdk.sdkExecute('alipay.trade.precreate', {
        notify_url: shop.notifyUrl,
        biz_content: { ...precreateContent('ORDER001') },
      }),
    ),
  });
  const text = await raw.text();
  expect(text).toMatch(/^\{"alipay_trade_precreate_response":\{"code":"10000","msg":"Success",/);
  expect(text).toContain(String.raw`"https:\/\/qr.alipay.com\/bax`);
});

test('no trade, no close: TRADE_NOT_EXIST until the scan, then closed, then unpayable', async () => {
  await make('CLOSE001');
  expect((await byNumber('close', 'CLOSE001')).node['sub_code']).toBe('ACQ.TRADE_NOT_EXIST');
  await act('scan', 'CLOSE001');
  const closed = await byNumber('close', 'CLOSE001');
  expect(closed.node).toMatchObject({ code: '10000', out_trade_no: 'CLOSE001' });
  expect((await query('CLOSE001')).node['trade_status']).toBe('TRADE_CLOSED');
  expect((await byNumber('close', 'CLOSE001')).node['sub_code']).toBe('ACQ.TRADE_STATUS_ERROR');
  const refused = await act('pay', 'CLOSE001');
  expect(refused.status).toBe(409);
  expect(refused.data['error']).toContain('it is closed');
  expect((await make('CLOSE001')).node['sub_code']).toBe('ACQ.TRADE_HAS_CLOSE');
});

test('a code whose close said "does not exist" can be paid all the same', async () => {
  await make('CLOSE002');
  await byNumber('close', 'CLOSE002');
  expect((await act('pay', 'CLOSE002')).status).toBe(200);
});

test('a paid trade can not be closed, nor its number be used again', async () => {
  await paid('PAID0001');
  expect((await byNumber('close', 'PAID0001')).node['sub_code']).toBe('ACQ.TRADE_STATUS_ERROR');
  expect((await make('PAID0001')).node['sub_code']).toBe('ACQ.TRADE_HAS_SUCCESS');
  expect((await act('pay', 'PAID0001')).status).toBe(409);
});

test('the same content gets a fresh code and both lead to it; another amount is refused', async () => {
  const first = await make('SAME0001');
  const again = await make('SAME0001');
  expect(again.node['qr_code']).not.toBe(first.node['qr_code']);
  const changed = await make('SAME0001', { total_amount: '20.00' });
  expect(changed.node['sub_code']).toBe('ACQ.CONTEXT_INCONSISTENT');
  for (const { node } of [first, again]) {
    const code = encodeURIComponent(String(node['qr_code']));
    const page = await fetch(`${shop.sandbox.url}/phone?code=${code}`);
    expect(page.url).toBe(`${shop.sandbox.url}/phone/alipay/SAME0001`);
  }
  expect((await query('SAME0001')).node['trade_status']).toBe('WAIT_BUYER_PAY');
});

test.each<[string, Record<string, unknown>, string]>([
  ['a number with a dash', { out_trade_no: 'A-1' }, 'out_trade_no'],
  ['no subject', { subject: '' }, 'subject'],
  ['an amount of nothing', { total_amount: '0.00' }, 'total_amount'],
  ['three decimals', { total_amount: '1.999' }, 'total_amount'],
  ['a timeout of 16 days', { timeout_express: '16d' }, 'timeout_express'],
  ['a past time_expire', { time_expire: '2020-01-01 00:00:00' }, 'time_expire'],
  ['another seller', { seller_id: '2088000000000000' }, 'seller_id'],
])('precreate refuses %s', async (_what, changes, field) => {
  const { node } = await make('BAD00001', changes);
  expect(node).toMatchObject({ code: '40004', sub_code: 'ACQ.INVALID_PARAMETER' });
  expect(node['sub_msg']).toContain(field);
});

test('a refund moves money once: fund_change Y, then N, refund_fee is cumulative', async () => {
  await paid('REFUND01');
  expect((await refund('REFUND01', '5.00', 'R1')).node).toMatchObject({
    code: '10000',
    fund_change: 'Y',
    refund_fee: '5.00',
  });
  expect((await refund('REFUND01', '5.00', 'R1')).node).toMatchObject({
    fund_change: 'N',
    refund_fee: '5.00',
  });
  const other = await refund('REFUND01', '5.01', 'R1');
  expect(other.node['sub_code']).toBe('ACQ.DISCORDANT_REPEAT_REQUEST');
  const over = await refund('REFUND01', '15.00', 'R2');
  expect(over.node['sub_code']).toBe('ACQ.REFUND_AMT_NOT_EQUAL_TOTAL');
  expect((await query('REFUND01')).node['trade_status']).toBe('TRADE_SUCCESS');
  expect((await refund('REFUND01', '14.99', 'R2')).node).toMatchObject({
    fund_change: 'Y',
    refund_fee: '19.99',
  });
  expect((await query('REFUND01')).node).toMatchObject({
    trade_status: 'TRADE_CLOSED',
    buyer_pay_amount: '19.99',
  });
  expect((await refundQuery('REFUND01', 'R2')).node).toMatchObject({
    refund_status: 'REFUND_SUCCESS',
    refund_amount: '14.99',
    total_amount: '19.99',
  });
  expect(await money('REFUND01')).toMatchObject({ refunded: 1999, net: 0 });
  const [, told] = await shop.received(2, 'REFUND01');
  expect(told).toMatchObject({
    verified: true,
    fields: { trade_status: 'TRADE_SUCCESS', refund_fee: '5.00', out_biz_no: 'R1' },
  });
  expect(told?.fields['gmt_refund']).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/);
});

test('a refund never received is 10000 without refund_status', async () => {
  await paid('REFUND02');
  const { node } = await refundQuery('REFUND02', 'NEVER');
  expect(node).toEqual({ code: '10000', msg: 'Success' });
  const missing = await shop.call('fastpay.refund.query', { out_trade_no: 'REFUND02' });
  expect(missing.node['sub_code']).toBe('ACQ.INVALID_PARAMETER');
});

test('an unpaid trade takes no refund, an unknown one neither', async () => {
  await make('UNPAID01');
  expect((await refund('UNPAID01', '1.00', 'U1')).node['sub_code']).toBe('ACQ.TRADE_NOT_EXIST');
  await act('scan', 'UNPAID01');
  expect((await refund('UNPAID01', '1.00', 'U1')).node['sub_code']).toBe('ACQ.TRADE_STATUS_ERROR');
});

test('cancel closes, refunds, or says nothing of what it does not know', async () => {
  await make('CANCEL01');
  const unknown = await byNumber('cancel', 'CANCEL01');
  expect(unknown.node).toEqual({
    code: '10000',
    msg: 'Success',
    out_trade_no: 'CANCEL01',
    retry_flag: 'N',
  });
  await act('scan', 'CANCEL01');
  expect((await byNumber('cancel', 'CANCEL01')).node).toMatchObject({
    action: 'close',
    retry_flag: 'N',
  });
  await paid('CANCEL02');
  expect((await byNumber('cancel', 'CANCEL02')).node['action']).toBe('refund');
  expect((await byNumber('cancel', 'CANCEL02')).node['action']).toBe('refund');
  expect(await money('CANCEL02')).toMatchObject({ captured: 1999, refunded: 1999 });
});

test('a callback is sent again under its notify_id until the body is exactly "success"', async () => {
  await make('AGAIN001');
  shop.answerNext('AGAIN001', 'SUCCESS', '{"code":"success"}', 'success ');
  await act('pay', 'AGAIN001');
  const tries = await shop.received(4, 'AGAIN001');
  expect(new Set(tries.map((one) => one.fields['notify_id'])).size).toBe(1);
  expect(tries.every((one) => one.verified)).toBe(true);
});

test('percent signs, Chinese and emoji survive requests, answers and callbacks', async () => {
  const subject = '100% 票+券 &=两张 "é" 🎟️ %E4';
  await make('TEXT0001', { subject, passback_params: 'shop/100%25' });
  await act('pay', 'TEXT0001');
  const [callback] = await shop.received(1, 'TEXT0001');
  expect(callback).toMatchObject({ verified: true, fields: { subject } });
  const page = await fetch(`${shop.sandbox.url}/phone/alipay/TEXT0001`);
  expect(await page.text()).toContain('100% 票+券 &amp;=两张');
});

test('a console refund and a dispute take money back without a call', async () => {
  await paid('CONSOLE1');
  await act('console_refund', 'CONSOLE1', { amount: 500 });
  const [, told] = await shop.received(2, 'CONSOLE1');
  expect(told?.fields).toMatchObject({ refund_fee: '5.00', trade_status: 'TRADE_SUCCESS' });
  const over = await refund('CONSOLE1', '19.99', 'C1');
  expect(over.node['sub_code']).toBe('ACQ.REFUND_AMT_NOT_EQUAL_TOTAL');
  await act('dispute', 'CONSOLE1');
  expect(await money('CONSOLE1')).toMatchObject({ reversed: 1999, net: 0 });
  expect((await act('dispute', 'CONSOLE1')).status).toBe(409);
});

test('a finished trade takes no refund any more', async () => {
  await paid('FINISH01');
  expect((await act('finish', 'FINISH01')).data['state']).toBe('TRADE_FINISHED');
  expect((await query('FINISH01')).node['trade_status']).toBe('TRADE_FINISHED');
  const late = await refund('FINISH01', '1.00', 'F1');
  expect(late.node['sub_code']).toBe('ACQ.TRADE_HAS_FINISHED');
  expect((await act('finish', 'FINISH01')).status).toBe(409);
});

test('after a restart trades, codes and credentials are as they were', async () => {
  const before = await openSdkShop();
  const made = await before.call('precreate', precreateContent('KEEP0001'));
  const after = await before.reopen();
  expect(after.credentials).toEqual(before.credentials);
  const code = encodeURIComponent(z.string().parse(made.node['qr_code']));
  const page = await fetch(`${after.sandbox.url}/phone?code=${code}`);
  expect(await page.text()).toContain('Two tickets');
  const { node } = await after.call('query', { out_trade_no: 'KEEP0001' });
  expect(node['trade_status']).toBe('WAIT_BUYER_PAY');
  await after.close();
});

test('a data folder from before Alipay gets its credentials at the next start', async () => {
  const old = await openSdkShop({ channels: ['wechat', 'alipay'] });
  rmSync(join(old.dataDir, 'alipay-apps.json'));
  const fresh = await old.reopen();
  expect(fresh.credentials.app_id).toMatch(/^2021\d{12}$/);
  expect(fresh.credentials.app_id).not.toBe(old.credentials.app_id);
  const { node } = await fresh.call('precreate', precreateContent('FRESH001'));
  expect(node['code']).toBe('10000');
  await fresh.close();
});
