import { createHmac, randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, createClient } from '../../client/client.ts';
import { type OpenShop, openShop } from '../../dev/shop/shop.ts';
import { Street } from '../kit/shop.ts';
import { type SharedPaidOnce, sharePaidOnce } from './shared-paidonce.ts';

/** The demo shop as its shoppers see it: pages, forms, and nothing else. */
let paidonce: SharedPaidOnce;
let street: Street;
let client: Client;
let secret: string;
let shop: OpenShop;
const folder = mkdtempSync(join(tmpdir(), 'paidonce-shop-'));

const within = { timeout: 60_000, interval: 50 };
const otherSecret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;

/** Opens it on the same data, and on the same port once it has one. */
async function open(
  secrets: readonly string[],
  port: number,
  url = paidonce.addresses.api,
): Promise<OpenShop> {
  const { api_key: key, sandbox } = paidonce.addresses;
  return openShop({ paidonce: { url, key }, secrets, dataFolder: folder, port, sandbox });
}

beforeAll(async () => {
  paidonce = await sharePaidOnce(0.1);
  const { api: url, api_key: key, ops_key: opsKey, merchant } = paidonce.addresses;
  street = new Street(paidonce.addresses);
  client = createClient({ url, key });
  const made = await createClient({ url, key: opsKey }).noticeSecrets.create(merchant);
  secret = String(made.secret);
  shop = await open([secret], 0);
});
afterAll(async () => {
  await shop.close();
  await paidonce.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function read(path: string, cookie = ''): Promise<string> {
  // A connection that is kept open would end with the shop that is closed in between.
  const headers = { cookie, connection: 'close' };
  return (await fetch(`${shop.url}${path}`, { headers })).text();
}

async function send(path: string, fields: object, cookie = ''): Promise<Response> {
  const body = new URLSearchParams({ ...fields });
  return fetch(`${shop.url}${path}`, {
    method: 'POST',
    headers: { cookie, connection: 'close' },
    body,
    redirect: 'manual',
  });
}

function found(page: string, form: RegExp): string {
  return form.exec(page)?.[1] ?? '';
}

type Cart = Readonly<{ cookie: string; click: string; total: string }>;

async function cartWith(good: string): Promise<Cart> {
  const answer = await send('/cart', { add: good });
  const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const page = await read('/cart', cookie);
  return {
    cookie,
    click: found(page, /name="click" value="(\w+)"/),
    total: found(page, /name="total" value="(\d+)"/),
  };
}

/** @returns the order's number */
async function placed({ cookie, click, total }: Cart): Promise<string> {
  const answer = await send('/orders', { click, total }, cookie);
  expect(answer.status).toBe(303);
  return found(answer.headers.get('location') ?? '', /\/orders\/(.*)/);
}

async function bought(): Promise<string> {
  return placed(await cartWith('tasting'));
}

const standing = async (number: string): Promise<string> =>
  found(await read(`/orders/${number}`), /data-standing="(\w+)"/);

const parcels = async (number: string): Promise<readonly string[]> =>
  (await read(`/orders/${number}`)).match(/P-\w+/g) ?? [];

async function code(number: string, channel: string): Promise<string> {
  return (await client.orders.pay(number, { channel, method: 'qr' })).id;
}

test('a shopper buys, pays by the code, and is told so; the goods are handed out once', async () => {
  const cart = await cartWith('tasting');
  const number = await placed(cart);
  const page = await read(`/orders/${number}`);
  const { checkout_url: cashier, return_url: back, amount } = await client.orders.get(number);
  expect(page).toContain(`href="${cashier}">Pay ¥19.99`);
  expect([back, amount.value]).toEqual([`${shop.url}/orders/${number}`, 1999]);

  const payment = await code(number, 'wechat');
  const shown = await read(`/orders/${number}/shown`);
  expect(await read(`/orders/${number}`)).toContain(
    `${paidonce.addresses.sandbox}/phone/wechat/${payment}`,
  );
  await street.pay(payment);
  await expect.poll(() => standing(number), within).toBe('paid');
  expect(await read(`/orders/${number}/shown`)).not.toBe(shown);
  expect(await parcels(number)).toHaveLength(1);
  const packed = await parcels(number);
  for await (const event of client.orders.events(number)) {
    await client.events.resend(event.id, { timeoutMs: 60_000 });
  }
  expect(await parcels(number)).toEqual(packed);
});

test('the same click sent twice, also by Back with another cart, is one order; a price is never taken from the browser', async () => {
  const cart = await cartWith('gaiwan');
  expect((await send('/orders', { ...cart, total: '1' }, cart.cookie)).status).toBe(409);
  const [one, two] = await Promise.all([placed(cart), placed(cart)]);
  const third = await placed({ ...cart, cookie: 'shop_cart=longjing.3' });
  expect([two, third]).toEqual([one, one]);
  expect((await client.orders.get(one)).amount.value).toBe(4500);
  expect(await read('/orders/T-000000000000')).toContain('no such page');
});

test('a second payment goes back, and the order page says what came back, and when', async () => {
  const number = await bought();
  // What was not scanned can't be closed at Alipay, and is paid all the same.
  const first = await code(number, 'alipay');
  const second = await code(number, 'wechat');
  await street.pay(second);
  await expect.poll(() => standing(number), within).toBe('paid');
  await street.pay(first, 'alipay');
  await expect.poll(() => standing(number), within).toBe('refunded');
  const page = await read(`/orders/${number}`);
  expect(page).toMatch(/¥19\.99 went back to you by Alipay at [\d:]+ UTC \(refund \w+\)/);
  expect(page).toContain('Paid once.');
  expect(await street.money(number)).toMatchObject({ captured: 3998, net: 1999 });
});

test('nothing-lost: a notice lost while the shop was closed is read by it on its return', async () => {
  const number = await bought();
  const port = Number(new URL(shop.url).port);
  await shop.close();
  await street.pay(await code(number, 'wechat'));
  await client.orders.until(number, (order) => order.status === 'paid');
  // It takes no notice now, since it knows none of their secrets: so it can only have read on.
  shop = await open([otherSecret], port);
  await expect.poll(() => standing(number), within).toBe('paid');
  const packed = await parcels(number);
  expect(packed).toHaveLength(1);
  await shop.close();
  shop = await open([secret], port);
  expect(await parcels(number)).toEqual(packed);
});

test('an order that PaidOnce could not be told of is kept, says so, and is paid later', async () => {
  const port = Number(new URL(shop.url).port);
  await shop.close();
  shop = await open([secret], port, 'http://127.0.0.1:9');
  const cart = await cartWith('longjing');
  const number = await placed(cart);
  const page = await read(`/orders/${number}`);
  expect(page).toContain('Nothing was taken; your order is kept.');
  expect(page).not.toContain('/pay/');
  await shop.close();
  shop = await open([secret], port);
  await send(`/orders/${number}/try-again`, {});
  expect(await read(`/orders/${number}`)).toContain('>Pay ¥68.00');
});

test('a forged notice is refused and changes nothing', async () => {
  const number = await bought();
  const order = { ...(await client.orders.get(number)), status: 'paid' };
  const id = `evt_${randomUUID()}`;
  const event = {
    id,
    order_id: number,
    sequence: 1,
    type: 'order.paid',
    created_at: '',
    data: { order },
  };
  const body = JSON.stringify(event);
  const time = String(Math.floor(Date.now() / 1_000));
  const key = Buffer.from(otherSecret.slice('whsec_'.length), 'base64');
  const mac = createHmac('sha256', key).update(`${id}.${time}.${body}`).digest('base64');
  const headers = { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': `v1,${mac}` };
  const answer = await fetch(`${shop.url}/notices`, { method: 'POST', headers, body });
  expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('forged')]);
  expect(await standing(number)).toBe('waiting');
  expect(await parcels(number)).toEqual([]);
});

test('its pages load nothing from elsewhere and run no script but the shop’s own', async () => {
  const answer = await fetch(`${shop.url}/`);
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  const page = await answer.text();
  expect(page).not.toMatch(/(src|href)="(https?:)?\/\/|<script>|style=| on\w+=/);
  for (const file of readdirSync('dev/shop/browser')) {
    expect((await fetch(`${shop.url}/${file}`)).status).toBe(200);
  }
});
