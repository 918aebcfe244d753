import { X509Certificate } from 'node:crypto';
import { Aes } from 'wechatpay-axios-plugin';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import {
  nativeBody,
  openPluginShop,
  readCredentials,
  type PluginShop,
} from '../../test/sandbox/plugin-shop.ts';

const shop: PluginShop = await openPluginShop();
afterAll(() => shop.close());

const native = 'v3/pay/transactions/native';
const query = (number: string): string => `v3/pay/transactions/out-trade-no/${number}`;
const close = (number: string): string => `${query(number)}/close`;
const refunds = 'v3/refund/domestic/refunds';
const mchid = (): { mchid: string } => ({ mchid: shop.credentials.mchid });

async function create(number: string, changes: Record<string, unknown> = {}): Promise<void> {
  const { status, data } = await shop.post(native, nativeBody(shop, number, changes));
  expect(status, JSON.stringify(data)).toBe(200);
}

async function createPaid(number: string): Promise<void> {
  await create(number);
  expect((await shop.control('pay', { channel: 'wechat', number })).status).toBe(200);
}

function refundBody(number: string, refund: number, outRefundNo: string): object {
  const amount = { refund, total: 1999, currency: 'CNY' };
  return { out_trade_no: number, out_refund_no: outRefundNo, notify_url: shop.notifyUrl, amount };
}

async function refundEnded(outRefundNo: string): Promise<unknown> {
  const [ended] = await shop.received(1, (one) => one.resource['out_refund_no'] === outRefundNo);
  return ended?.resource['refund_status'];
}

test('a native trade is made, paid, told by a callback the plugin verifies, and queried', async () => {
  const made = await shop.post(native, nativeBody(shop, 'PAY0001'));
  expect(made.data['code_url']).toMatch(/^weixin:\/\/wxpay\/bizpayurl\?pr=/);
  expect((await shop.get(query('PAY0001'))).data['trade_state']).toBe('NOTPAY');

  await shop.control('pay', { channel: 'wechat', number: 'PAY0001' });
  const [callback] = await shop.received(1, (one) => one.resource['out_trade_no'] === 'PAY0001');
  expect(callback).toMatchObject({
    eventType: 'TRANSACTION.SUCCESS',
    verified: true,
    resource: { attach: 'shop/PAY0001', amount: { total: 1999, currency: 'CNY' } },
  });

  const queried = await shop.get(query('PAY0001'));
  const transactionId = z.string().parse(queried.data['transaction_id']);
  expect(queried.data['trade_state']).toBe('SUCCESS');
  expect(queried.data['success_time']).toMatch(/\+08:00$/);
  const byId = await shop.get(`v3/pay/transactions/id/${transactionId}`);
  expect(byId.data['out_trade_no']).toBe('PAY0001');
  expect((await shop.control('money?order=PAY0001')).data).toEqual({
    payments: [
      {
        channel: 'wechat',
        number: 'PAY0001',
        order: 'shop/PAY0001',
        amount: 1999,
        captured: 1999,
        refunded: 0,
        reversed: 0,
        charges: 1,
      },
    ],
    captured: 1999,
    refunded: 0,
    reversed: 0,
    net: 1999,
  });
});

test('jsapi and app answer a prepay_id, h5 a link to the phone page', async () => {
  const jsapi = nativeBody(shop, 'JSAPI01', { payer: { openid: 'oAbc' } });
  const scene = { payer_client_ip: '10.0.0.1', h5_info: { type: 'Wap' } };
  expect((await shop.post('v3/pay/transactions/jsapi', jsapi)).data['prepay_id']).toMatch(/^wx/);
  const app = await shop.post('v3/pay/transactions/app', nativeBody(shop, 'APP00001'));
  expect(app.data['prepay_id']).toMatch(/^wx/);
  const h5 = nativeBody(shop, 'H500001', { scene_info: scene });
  const link = (await shop.post('v3/pay/transactions/h5', h5)).data['h5_url'];
  const page = await fetch(z.string().parse(link));
  expect(await page.text()).toContain('¥19.99');
});

test.each([
  ['a description of 128 characters', { description: '票'.repeat(128) }, '/description'],
  [
    'a callback address with a query string',
    { notify_url: 'http://a.example/?a=1' },
    '/notify_url',
  ],
  ['an amount of nothing', { amount: { total: 0, currency: 'CNY' } }, '/amount/total'],
  ['another currency', { amount: { total: 1, currency: 'USD' } }, '/amount/currency'],
  ['a short number', { out_trade_no: 'A1' }, '/out_trade_no'],
  ['a past time_expire', { time_expire: '2020-01-01T00:00:00+08:00' }, '/time_expire'],
  ['a time_expire in a year', { time_expire: '2090-01-01T00:00:00+08:00' }, '/time_expire'],
])('create refuses %s', async (_what, changes, field) => {
  const refused = await shop.post(native, nativeBody(shop, 'BAD00001', changes));
  expect(refused).toMatchObject({ status: 400, code: 'PARAM_ERROR', data: { detail: { field } } });
});

test('create refuses jsapi without openid, h5 without ip, and a stranger’s appid', async () => {
  const body = nativeBody(shop, 'BAD00002');
  expect((await shop.post('v3/pay/transactions/jsapi', body)).code).toBe('PARAM_ERROR');
  expect((await shop.post('v3/pay/transactions/h5', body)).code).toBe('PARAM_ERROR');
  const strange = await shop.post(native, { ...body, appid: 'wx0000000000000000' });
  expect(strange).toMatchObject({ status: 400, code: 'APPID_MCHID_NOT_MATCH' });
});

test('the same number again: same content gets a fresh code, other content is refused', async () => {
  const first = await shop.post(native, nativeBody(shop, 'SAME0001'));
  const again = await shop.post(native, nativeBody(shop, 'SAME0001'));
  expect(again.data['code_url']).not.toBe(first.data['code_url']);
  const changed = await shop.post(native, nativeBody(shop, 'SAME0001', { description: 'Other' }));
  expect(changed).toMatchObject({ status: 400, code: 'INVALID_REQUEST' });
  expect(changed.data['message']).toContain('请求重入');
});

test('a number closed before it was created is used up', async () => {
  expect((await shop.post(close('SPENT001'), mchid())).status).toBe(204);
  const late = await shop.post(native, nativeBody(shop, 'SPENT001'));
  expect(late).toMatchObject({ status: 400, code: 'INVALID_REQUEST' });
  expect(late.data['message']).toContain('请求重入');
});

test('an unknown path or method is answered without a word, and unsigned', async () => {
  for (const [method, path, status] of [
    ['POST', 'v3/pay/transactions/carrier-pigeon', 404],
    ['DELETE', native, 405],
  ] as const) {
    const answer = await fetch(`${shop.sandbox.url}/wechat/${path}`, { method });
    expect([answer.status, await answer.text()]).toEqual([status, '']);
    expect(answer.headers.has('wechatpay-signature')).toBe(false);
  }
});

test('a closed trade can not be paid; an unknown number closes with 204 too', async () => {
  await create('CLOSE001');
  expect((await shop.post(close('CLOSE001'), mchid())).status).toBe(204);
  expect((await shop.post(close('CLOSE001'), mchid())).status).toBe(204);
  expect((await shop.post(close('NEVER001'), mchid())).status).toBe(204);
  expect((await shop.get(query('CLOSE001'))).data['trade_state']).toBe('CLOSED');
  const paid = await shop.control('pay', { channel: 'wechat', number: 'CLOSE001' });
  expect(paid.status).toBe(409);
  expect(paid.data['error']).toContain('it is closed');
});

test('a paid trade can not be closed', async () => {
  await createPaid('PAID0001');
  const refused = await shop.post(close('PAID0001'), mchid());
  expect(refused).toMatchObject({ status: 403, code: 'TRADE_ERROR' });
});

test('a number never used is not found, by query and by control', async () => {
  expect(await shop.get(query('NONE0001'))).toMatchObject({ status: 404, code: 'ORDER_NOT_EXIST' });
  expect((await shop.control('pay', { channel: 'wechat', number: 'NONE0001' })).status).toBe(404);
});

test('a refund is accepted, then succeeds, is told and booked, and never exceeds the trade', async () => {
  await createPaid('REFUND01');
  const accepted = await shop.post(refunds, refundBody('REFUND01', 999, 'R-1'));
  expect(accepted.data['status']).toBe('PROCESSING');
  expect(await refundEnded('R-1')).toBe('SUCCESS');
  expect((await shop.get(`${refunds}/R-1`)).data).toMatchObject({ status: 'SUCCESS' });
  expect((await shop.get(query('REFUND01'))).data['trade_state']).toBe('REFUND');

  const over = await shop.post(refunds, refundBody('REFUND01', 1001, 'R-2'));
  expect(over).toMatchObject({ status: 400, code: 'INVALID_REQUEST' });
  expect((await shop.post(refunds, refundBody('REFUND01', 999, 'R-1'))).data['status']).toBe(
    'SUCCESS',
  );
  expect((await shop.post(refunds, refundBody('REFUND01', 1, 'R-1'))).status).toBe(400);
  expect((await shop.control('money?order=shop/REFUND01')).data).toMatchObject({ refunded: 999 });
});

test('an unpaid trade takes no refund', async () => {
  await create('UNPAID01');
  expect((await shop.post(refunds, refundBody('UNPAID01', 1, 'U-1'))).status).toBe(400);
  expect((await shop.post(refunds, refundBody('NONE0002', 1, 'U-2'))).status).toBe(404);
});

test('a callback is sent again until it is acknowledged', async () => {
  await create('AGAIN001');
  shop.answerNext('AGAIN001', 500, 401);
  await shop.control('pay', { channel: 'wechat', number: 'AGAIN001' });
  const tries = await shop.received(3, (one) => one.resource['out_trade_no'] === 'AGAIN001');
  expect(new Set(tries.map((one) => one.id)).size).toBe(1);
});

test('a refund at the console and a dispute take money back without a call', async () => {
  await createPaid('CONSOLE1');
  const name = { channel: 'wechat', number: 'CONSOLE1' };
  await shop.control('console_refund', { ...name, amount: 500 });
  expect((await shop.get(query('CONSOLE1'))).data['trade_state']).toBe('REFUND');
  expect((await shop.post(refunds, refundBody('CONSOLE1', 1999, 'C-1'))).status).toBe(400);
  await shop.control('dispute', name);
  expect((await shop.control('money?order=CONSOLE1')).data).toMatchObject({
    reversed: 1999,
    net: 0,
  });
  expect((await shop.control('dispute', name)).status).toBe(409);
});

test('a request that is not signed by the merchant is refused with 401', async () => {
  const url = `${shop.sandbox.url}/wechat/v3/pay/transactions/out-trade-no/PAY0001?mchid=1`;
  const unsigned = await fetch(url);
  expect(unsigned.status).toBe(401);
  expect(await unsigned.json()).toMatchObject({ code: 'SIGN_ERROR' });
});

const certificatesSchema = z.object({
  data: z.array(
    z.object({
      serial_no: z.string(),
      encrypt_certificate: z.object({ ciphertext: z.string(), nonce: z.string() }),
    }),
  ),
});

test('after a rotation the new key signs, and its certificate is handed out encrypted', async () => {
  const before = await openPluginShop();
  await before.control('rotate_platform_key', { channel: 'wechat' });
  const unknownSerial = await before.get('v3/certificates');
  expect(unknownSerial.code).toBe('EV3_RES_HEADER_PLATFORM_SERIAL');

  const after = await before.reopen();
  const { platform_keys: keys, api_v3_key: secret } = readCredentials(after.dataDir);
  const { data } = await after.get('v3/certificates');
  const listed = certificatesSchema.parse(data).data;
  expect(listed.map((one) => one.serial_no)).toEqual(Object.keys(keys));
  expect(listed).toHaveLength(2);
  for (const { serial_no: serial, encrypt_certificate: sealed } of listed) {
    const pem = Aes.AesGcm.decrypt(sealed.ciphertext, secret, sealed.nonce, 'certificate');
    const certificate = new X509Certificate(pem);
    expect(certificate.serialNumber).toBe(serial);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.publicKey.export({ type: 'spki', format: 'pem' })).toBe(keys[serial]);
  }
  await after.close();
});

test('the phone page is reached by the code, and a tap pays', async () => {
  const made = await shop.post(native, nativeBody(shop, 'PHONE001'));
  const code = encodeURIComponent(z.string().parse(made.data['code_url']));
  const page = await fetch(`${shop.sandbox.url}/phone?code=${code}`);
  expect(page.url).toBe(`${shop.sandbox.url}/phone/wechat/PHONE001`);
  expect(await page.text()).toContain('Two tickets');
  const declined = await fetch(`${page.url}/decline`, { method: 'POST' });
  expect(await declined.text()).toContain('Declined');
  const paid = await fetch(`${page.url}/pay`, { method: 'POST' });
  expect(await paid.text()).toContain('Paid');
  expect((await fetch(`${page.url}/pay`, { method: 'POST' })).status).toBe(409);
});
