import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSdk, readAlipayCredentials } from '../sandbox/sdk-shop.ts';
import { Shop, Street } from '../kit/shop.ts';
import { sharePaidOnce, type SharedPaidOnce } from './shared-paidonce.ts';

/**
 * Alipay signs `name=value&…` unescaped. Whoever can write into one value of a genuine notice, as
 * another system on the same app can, may cut the signed text into other fields.
 */
let paidonce: SharedPaidOnce;
let shop: Shop;
let ops: Shop;
let street: Street;
/** The server at which the other system gets notices of its own payments. */
let other: Server;
const heard: URLSearchParams[] = [];

beforeAll(async () => {
  paidonce = await sharePaidOnce(0.1);
  shop = new Shop(paidonce.addresses);
  ops = new Shop(paidonce.addresses, paidonce.addresses.ops_key);
  street = new Street(paidonce.addresses);
  other = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      heard.push(new URLSearchParams(Buffer.concat(chunks).toString()));
      response.end('success', () => other.emit('heard'));
    });
  }).listen(0, '127.0.0.1');
  await once(other, 'listening');
});
afterAll(async () => {
  other.close();
  await paidonce.stop();
});

async function offered() {
  const id = await shop.order();
  const answer = await shop.pay(id, { channel: 'alipay' });
  expect(answer.status).toBe(201);
  return { id, number: String(answer.body.id) };
}

function beijingTime(atMs: number): string {
  return new Date(atMs + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
}

/** The name of the last field that is written in: its value is all that Alipay wrote after it. */
const last = 'zz';

/** A genuine notice of one fen to the other system, with these fields written into its body. */
async function signedBody(fields: Readonly<Record<string, string>>): Promise<URLSearchParams> {
  const { sandbox } = paidonce.addresses;
  const credentials = readAlipayCredentials(join(paidonce.dataFolder, 'sandbox'));
  const app = openSdk(credentials, `${sandbox}/alipay/gateway.do`);
  const { port } = other.address() as AddressInfo;
  const number = `OTHER${Date.now()}`;
  const written = Object.entries(fields).map(([name, value]) => `&${name}=${value}`);
  await app.exec('alipay.trade.precreate', {
    notify_url: `http://127.0.0.1:${port}/`,
    bizContent: {
      out_trade_no: number,
      total_amount: '0.01',
      subject: 'A pen',
      timeout_express: '30m',
      body: `blue${written.join('')}&${last}=`,
    },
  });
  const notice = once(other, 'heard');
  await street.pay(number, 'alipay');
  await notice;
  const genuine = heard.find((one) => one.get('out_trade_no') === number);
  if (genuine === undefined) throw new Error('the other system heard of another payment');
  expect(app.checkNotifySignV2(Object.fromEntries(genuine))).toBe(true);
  return genuine;
}

/** The fields that Alipay signed, as the one text that it signed. */
function signedText(notice: URLSearchParams): string {
  return [...notice]
    .filter(([name]) => name !== 'sign' && name !== 'sign_type')
    .sort(([one], [two]) => (one < two ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function fieldOf(text: string, at: number): [string, string] {
  return [text.slice(0, at), text.slice(at + 1)];
}

/** The same text, cut at other places. */
function cutAnew(notice: URLSearchParams, hideIn: 'value' | 'name'): URLSearchParams {
  const text = signedText(notice);
  const from = text.indexOf(`&${last}=`);
  const rest = text.slice(from + 1);
  const fields = text
    .slice(0, from)
    .split('&')
    .map((field) => fieldOf(field, field.indexOf('=')));
  fields.push(fieldOf(rest, hideIn === 'value' ? last.length : rest.lastIndexOf('=')));
  const form = new URLSearchParams(fields);
  expect(signedText(form)).toBe(text);
  form.set('sign_type', 'RSA2');
  form.set('sign', notice.get('sign') ?? '');
  return form;
}

async function send(form: URLSearchParams): Promise<number> {
  const url = `${paidonce.addresses.api}/callbacks/alipay/default`;
  return (await fetch(url, { method: 'POST', body: form })).status;
}

test.each(['value', 'name'] as const)(
  "one genuine signature, cut into other fields and hidden in a %s, does not pay another's order",
  async (hideIn) => {
    const { id, number } = await offered();
    const notice = await signedBody({
      notify_id: `N${number}`,
      notify_time: beijingTime(Date.now()),
      notify_type: 'trade_status_sync',
      out_trade_no: number,
      total_amount: '19.99',
      trade_no: `T${number}`,
      trade_status: 'TRADE_SUCCESS',
    });
    const queries = (): Promise<number> => street.requests('query', number, 'alipay');
    const before = await queries();
    expect(await send(cutAnew(notice, hideIn))).toBe(200);
    const types = (): Promise<string[]> => ops.factTypes(id);
    await expect.poll(types, { timeout: 30_000 }).toContain('query_prompted');
    await expect.poll(queries, { timeout: 30_000 }).toBeGreaterThan(before);
    expect(await types()).not.toContain('payment_captured');
    expect(await shop.get(id)).toMatchObject({ status: 'open', winner: null });
    expect(await street.money(id)).toMatchObject({ captured: 0 });

    // A genuine notice still pays the order, if no poll comes before it.
    await street.fault('query', 'lost_request', number, { channel: 'alipay', times: 10_000 });
    await street.pay(number, 'alipay');
    expect(await shop.until(id, (one) => one.status === 'paid')).toMatchObject({ winner: number });
    const captured = (await ops.timeline(id)).find((one) => one.type === 'payment_captured');
    expect(captured?.data.input).toMatch(/^cb_/);
    expect(await street.money(id)).toMatchObject({ captured: 1999, net: 1999 });
  },
);

test('a genuine notice of another system on the app is kept, and pays nothing', async () => {
  const { id, number } = await offered();
  const notice = await signedBody({ out_trade_no: number, total_amount: '19.99' });
  expect(await send(notice)).toBe(200);
  // If the text is cut at every &, the number that Alipay wrote stands beside the one written in.
  const everywhere = signedText(notice)
    .split('&')
    .map((one) => fieldOf(one, one.indexOf('=')));
  const form = new URLSearchParams([...everywhere, ['sign_type', 'RSA2']]);
  form.set('sign', notice.get('sign') ?? '');
  expect(await send(form)).toBe(401);
  expect(await shop.get(id)).toMatchObject({ status: 'open', winner: null });
  expect(await street.money(id)).toMatchObject({ captured: 0 });
});
