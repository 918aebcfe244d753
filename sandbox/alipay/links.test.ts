import { afterAll, expect, test } from 'vitest';
import { openSdkShop, type Answer, type SdkShop } from '../../test/sandbox/sdk-shop.ts';

const shop: SdkShop = await openSdkShop();
afterAll(() => shop.close());

const products = {
  page: 'FAST_INSTANT_TRADE_PAY',
  wap: 'QUICK_WAP_WAY',
  app: 'QUICK_MSECURITY_PAY',
};

function content(number: string, product: keyof typeof products, changes: object = {}) {
  return {
    out_trade_no: number,
    total_amount: '19.99',
    subject: 'Two "50%" tickets & 票',
    product_code: products[product],
    passback_params: encodeURIComponent(`shop/${number}`),
    quit_url: 'https://shop.example/quit',
    ...changes,
  };
}

function common(number: string, product: keyof typeof products, changes: object = {}) {
  return {
    notify_url: shop.notifyUrl,
    return_url: 'https://shop.example/orders?id=7',
    bizContent: content(number, product, changes),
  };
}

function link(number: string, product: 'page' | 'wap', changes: object = {}): string {
  const method = `alipay.trade.${product}.pay`;
  return shop.sdk.pageExecute(method, 'GET', common(number, product, changes));
}

const query = (number: string): Promise<Answer> => shop.call('query', { out_trade_no: number });
const act = (action: string, number: string, more: object = {}) =>
  shop.control(action, { channel: 'alipay', number, ...more });

test('a page link is unknown to Alipay until it is opened, and no trade until the log-in', async () => {
  const url = link('PAGE0001', 'page');
  const unknown = await act('pay', 'PAGE0001');
  expect(unknown.status).toBe(404);
  expect(unknown.data['error']).toContain('until its link is opened');

  const page = await fetch(url);
  expect(page.url).toBe(`${shop.sandbox.url}/phone/alipay/PAGE0001`);
  const html = await page.text();
  expect(html).toContain('Log in');
  expect(html).toContain('https://shop.example/quit');
  expect((await query('PAGE0001')).node['sub_code']).toBe('ACQ.TRADE_NOT_EXIST');
  await fetch(`${page.url}/scan`, { method: 'POST' });
  expect((await query('PAGE0001')).node['trade_status']).toBe('WAIT_BUYER_PAY');

  const paid = await fetch(`${page.url}/pay`, { method: 'POST' });
  const back = /href="(https:\/\/shop\.example\/orders\?id=7&amp;[^"]+)"/.exec(await paid.text());
  const fields = new URL(String(back?.[1]).replaceAll('&amp;', '&')).searchParams;
  fields.delete('id');
  expect(shop.sdk.checkNotifySignV2(Object.fromEntries(fields))).toBe(true);
  expect(fields.get('method')).toBe('alipay.trade.page.pay.return');
  const [callback] = await shop.received(1, 'PAGE0001');
  expect(callback).toMatchObject({ verified: true, fields: { subject: 'Two "50%" tickets & 票' } });
});

test('the form that the SDK writes for a browser opens the same page', async () => {
  const form = shop.sdk.pageExecute('alipay.trade.page.pay', common('FORM0001', 'page'));
  const action = String(/action="([^"]+)"/.exec(form)?.[1]);
  const inputs = [...form.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(
    ([, name, value]): [string, string] => [String(name), String(value).replaceAll('&quot;', '"')],
  );
  const page = await fetch(action, { method: 'POST', body: new URLSearchParams(inputs) });
  expect(page.url).toBe(`${shop.sandbox.url}/phone/alipay/FORM0001`);
});

test('with wap and app there is no trade before the password', async () => {
  const url = link('WAP00001', 'wap');
  expect((await act('scan', 'WAP00001', { url })).data['state']).toBe('NOT_CREATED');
  expect((await query('WAP00001')).node['sub_code']).toBe('ACQ.TRADE_NOT_EXIST');
  expect((await act('decline', 'WAP00001')).data['state']).toBe('WAIT_BUYER_PAY');
  expect((await query('WAP00001')).node['trade_status']).toBe('WAIT_BUYER_PAY');
  expect((await act('pay', 'WAP00001')).data['state']).toBe('TRADE_SUCCESS');
});

test('an order string is what the app opens, by control or by its phone', async () => {
  const order = (number: string): string =>
    shop.sdk.sdkExecute('alipay.trade.app.pay', common(number, 'app'));
  const orderString = order('APP00001');
  const paid = await act('pay', 'APP00001', { order_string: orderString });
  expect(paid.data['state']).toBe('TRADE_SUCCESS');
  expect((await shop.received(1, 'APP00001'))[0]?.verified).toBe(true);
  const phone = await fetch(`${shop.sandbox.url}/alipay/gateway.do?${order('APP00002')}`);
  expect(phone.url).toBe(`${shop.sandbox.url}/phone/alipay/APP00002`);
});

test('wap tells of closing and finishing, a page of success alone', async () => {
  const url = link('WAP00002', 'wap');
  await act('decline', 'WAP00002', { url });
  await shop.call('close', { out_trade_no: 'WAP00002' });
  const [closed] = await shop.received(1, 'WAP00002');
  expect(closed).toMatchObject({ verified: true, fields: { trade_status: 'TRADE_CLOSED' } });

  await act('pay', 'WAP00003', { url: link('WAP00003', 'wap') });
  await act('finish', 'WAP00003');
  const told = await shop.received(2, 'WAP00003');
  const states = new Set(told.map((one) => one.fields['trade_status']));
  expect(states).toEqual(new Set(['TRADE_SUCCESS', 'TRADE_FINISHED']));

  await act('pay', 'PAGE0002', { url: link('PAGE0002', 'page') });
  const refund = { out_trade_no: 'PAGE0002', refund_amount: 19.99, out_request_no: 'P2' };
  expect((await shop.call('refund', refund)).node['fund_change']).toBe('Y');
  await act('pay', 'WAP00004', { url: link('WAP00004', 'wap') });
  await shop.call('refund', { ...refund, out_trade_no: 'WAP00004' });
  const [, refunded] = await shop.received(2, 'WAP00004');
  expect(refunded?.fields).toMatchObject({ trade_status: 'TRADE_CLOSED', refund_fee: '19.99' });
  expect(shop.callbacks.filter((one) => one.fields['out_trade_no'] === 'PAGE0002')).toHaveLength(1);
});

test('a link is opened once: again it is the same payment, with other content it is refused', async () => {
  const url = link('TWICE001', 'page');
  expect((await fetch(url)).status).toBe(200);
  expect((await fetch(url)).url).toContain('/phone/alipay/TWICE001');
  const other = await fetch(link('TWICE001', 'page', { total_amount: '1.00' }));
  expect(other.status).toBe(400);
  expect(await other.text()).toContain('ACQ.CONTEXT_INCONSISTENT');
});

test('a link whose time is over can not be paid, one that is not signed not even opened', async () => {
  const url = link('LATE0001', 'page', { time_expire: '2024-01-01 00:00:00' });
  const late = await act('pay', 'LATE0001', { url });
  expect(late.status).toBe(409);
  expect(late.data['error']).toContain('time_expire has passed');
  const changed = link('SIGN0001', 'page').replace('19.99', '0.01');
  expect((await fetch(changed)).status).toBe(400);
  const refused = await act('pay', 'SIGN0001', { url: changed });
  expect(refused.status).toBe(400);
  expect(refused.data['error']).toContain('isv.invalid-signature');
  const wrong = await act('pay', 'OTHER001', { url: link('SIGN0002', 'page') });
  expect(wrong.data['error']).toContain('is for SIGN0002');
});

test.each<['page' | 'wap', object, string]>([
  ['page', { product_code: 'QUICK_WAP_WAY' }, 'product_code'],
  ['wap', { quit_url: undefined }, 'quit_url'],
  ['wap', { timeout_express: '4m' }, 'timeout_express'],
])('a %s link refuses %j', async (product, changes, field) => {
  const page = await fetch(link('BADLINK1', product, changes));
  expect(page.status).toBe(400);
  expect(await page.text()).toContain(field);
});
