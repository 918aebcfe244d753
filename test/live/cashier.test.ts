import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Json, Shop, Street } from '../kit/shop.ts';
import { sharePaidOnce, type SharedPaidOnce } from './shared-paidonce.ts';

/** The cashier page as programs and browsers without a script meet it; by the sandbox's money book. */
let paidonce: SharedPaidOnce;
let shop: Shop;
let street: Street;

const amount = 1999;
const html = { accept: 'text/html,*/*;q=0.8' };
const phone = 'Mozilla/5.0 (Linux; Android 14) Mobile';

beforeAll(async () => {
  paidonce = await sharePaidOnce(0.1);
  shop = new Shop(paidonce.addresses);
  street = new Street(paidonce.addresses);
});
afterAll(() => paidonce.stop());

type Cashier = Readonly<{ id: string; url: string }>;

async function cashier(terms: object = {}): Promise<Cashier> {
  const id = await shop.order({ metadata: { cart: 'secret-77' }, ...terms });
  return { id, url: String((await shop.get(id)).checkout_url) };
}

async function pageOf(url: string, headers: Record<string, string> = {}) {
  const response = await fetch(url, { headers: { ...html, ...headers } });
  const text = await response.text();
  const state = /<main[^>]*data-state="([a-z]+)"/s.exec(text)?.[1];
  return { response, text, state };
}

/** Sends the form of a button as a browser does, or another's fields. */
async function click(
  { url }: Cashier,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
) {
  const body = new URLSearchParams({ idempotency_key: randomUUID(), ...fields });
  const response = await fetch(`${url}/attempts`, {
    method: 'POST',
    body,
    headers: { ...html, ...headers },
    redirect: 'manual',
  });
  return { response, to: response.headers.get('location'), text: await response.text() };
}

const wechat = { channel: 'wechat', method: 'qr' };
const alipay = { channel: 'alipay', method: 'qr' };

async function attempts(id: string): Promise<Json[]> {
  return (await shop.get(id)).attempts;
}

test('twenty visits open nothing, and the page holds nothing of the merchant’s own', async () => {
  const one = await cashier();
  for (let visit = 0; visit < 20; visit += 1) {
    const { response, state, text } = await pageOf(one.url, { purpose: 'prefetch' });
    expect(response.status).toBe(200);
    expect(state).toBe('choose');
    expect(text).not.toContain('secret-77');
  }
  expect(await attempts(one.id)).toEqual([]);
});

test('a page is not kept, not framed, and tells other servers no more than its origin', async () => {
  const { headers } = (await pageOf((await cashier()).url)).response;
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('x-frame-options')).toBe('DENY');
  expect(headers.get('referrer-policy')).toBe('strict-origin');
  const policy = headers.get('content-security-policy') ?? '';
  for (const part of [
    "default-src 'none'",
    "script-src 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ]) {
    expect(policy).toContain(part);
  }
  expect(policy).not.toContain('unsafe');
});

test('a form sent twice opens one payment, and each time leads on by a GET', async () => {
  const one = await cashier();
  const form = { ...wechat, idempotency_key: 'one-click' };
  const sent = await Promise.all([click(one, form), click(one, form), click(one, form)]);
  for (const { response, to } of sent) {
    expect(response.status).toBe(303);
    expect(new URL(to ?? '', one.url).href).toBe(one.url);
  }
  expect(await attempts(one.id)).toMatchObject([{ channel: 'wechat', status: 'offered' }]);
  const { state, text } = await pageOf(one.url);
  expect(state).toBe('waiting');
  expect(text).toMatch(/data-code>\s*<svg\s+role="img"/);
});

test('another way is asked about first while a payment may still be made, and opened at a word', async () => {
  const one = await cashier();
  await click(one, wechat);
  const asked = await click(one, alipay);
  expect(asked.response.status).toBe(303);
  const question = await pageOf(new URL(asked.to ?? '', one.url).href);
  expect(question.text).toContain('data-question');
  expect(await attempts(one.id)).toHaveLength(1);
  await click(one, { ...alipay, switch: 'yes' });
  const both = await attempts(one.id);
  expect(both).toMatchObject([{ superseded: true }, { channel: 'alipay', status: 'offered' }]);
  await street.pay(String(both[1].id), 'alipay');
  await shop.until(one.id, (order) => order.status === 'paid');
  const paid = await pageOf(one.url);
  expect(paid.state).toBe('paid');
  expect(paid.text).toMatch(/<dialog open[\s\S]*already paid/);
  expect(await street.money(one.id)).toMatchObject({ net: amount });
  // Back, and a click on the old page: no second payment, the truth instead.
  const late = await click(one, { ...wechat, switch: 'yes' });
  expect(late.response.status).toBe(303);
  expect(await attempts(one.id)).toHaveLength(2);
});

test('on a phone the channel’s app is offered, bound to the shopper’s own address, and comes back to our page', async () => {
  const one = await cashier();
  const agent = { 'user-agent': phone };
  const { text } = await pageOf(one.url, agent);
  expect(text).toContain('data-method="h5"');
  expect(text).not.toContain('data-method="qr"');
  const { response, to } = await click(one, { channel: 'wechat', method: 'h5' }, agent);
  expect(response.status).toBe(303);
  expect(to).toMatch(/#go$/);
  const [attempt] = await attempts(one.id);
  const back = new URL(String(attempt.action.url)).searchParams.get('redirect_url');
  expect(back).toBe(`${one.url}/return`);
});

test('the return proves nothing: its parameters are dropped, and it is confirming until there is evidence', async () => {
  const one = await cashier();
  await click(one, wechat);
  const lied = await fetch(`${one.url}/return?trade_status=TRADE_SUCCESS&total=1`, {
    headers: html,
    redirect: 'manual',
  });
  expect(lied.status).toBe(303);
  expect(lied.headers.get('location')).toMatch(/\/return$/);
  expect((await pageOf(`${one.url}/return`)).state).toBe('confirming');
  expect((await shop.get(one.id)).status).toBe('open');
  const [attempt] = await attempts(one.id);
  await street.payUntold(String(attempt.id));
  await shop.until(one.id, (order) => order.status === 'paid');
  expect((await pageOf(`${one.url}/return`)).state).toBe('paid');
});

test('an address that opens no order says so, to persons and programs', async () => {
  const { origin } = new URL((await cashier()).url);
  for (const token of ['A'.repeat(32), 'short', '%00', 'a.b']) {
    const unknown = await pageOf(`${origin}/pay/${token}`);
    expect(unknown.response.status).toBe(404);
    expect(unknown.state).toBe('unknown');
  }
  const told = await fetch(`${origin}/pay/${'A'.repeat(32)}/events`);
  expect(told.status).toBe(404);
  expect(await told.json()).toMatchObject({ code: 'order_not_found' });
});

test('a program clicks by JSON and a key, and is told no more than a shopper may know', async () => {
  const one = await cashier();
  const send = (headers: Record<string, string>) =>
    fetch(`${one.url}/attempts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ channel: 'wechat', method: 'qr' }),
    });
  expect((await send({})).status).toBe(400);
  const key = { 'idempotency-key': randomUUID() };
  const first = await send(key);
  expect(first.status).toBe(201);
  const body = (await first.json()) as object;
  expect(Object.keys(body).toSorted()).toEqual(
    ['action', 'channel', 'expires_at', 'id', 'method', 'status'].toSorted(),
  );
  expect((await send(key)).status).toBe(201);
  expect(await attempts(one.id)).toHaveLength(1);
});

test('a click on what is not offered is told in words, and another way can be chosen', async () => {
  const one = await cashier();
  const refused = await click(one, { channel: 'wechat', method: 'nothing' });
  expect(refused.response.status).toBe(422);
  expect(refused.text).toContain('role="alert"');
  expect(refused.text).toContain('data-method="qr"');
});

/** Reads a stream's events until one is as wanted. */
async function readUntil(
  response: Response,
  wanted: (event: Readonly<{ id: string; data: Json }>) => boolean,
): Promise<Readonly<{ id: string; data: Json }>> {
  if (response.body === null) throw new Error('no stream');
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of response.body) {
    rest += decoder.decode(chunk as Uint8Array, { stream: true });
    const parts = rest.split('\n\n');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      const field = (name: string) =>
        part
          .split('\n')
          .find((line) => line.startsWith(`${name}: `))
          ?.slice(name.length + 2) ?? '';
      if (field('event') !== 'order') continue;
      const event = { id: field('id'), data: JSON.parse(field('data')) };
      if (wanted(event)) return event;
    }
  }
  throw new Error('the stream ended');
}

describe('the stream', () => {
  test('tells the order as it stands, then each change, with no metadata and no reference', async () => {
    const one = await cashier();
    const stop = new AbortController();
    const streams = await Promise.all(
      [1, 2].map(() => fetch(`${one.url}/events`, { signal: stop.signal })),
    );
    for (const { headers } of streams) {
      expect(headers.get('content-type')).toContain('text/event-stream');
      expect(headers.get('cache-control')).toContain('no-store');
    }
    await click(one, wechat);
    const [attempt] = await attempts(one.id);
    await street.pay(String(attempt.id));
    for (const stream of streams) {
      const paid = await readUntil(stream, ({ data }) => data.status === 'paid');
      expect(Number(paid.id)).toBe(paid.data.version);
      expect(paid.data.state).toBe('paid');
      expect(JSON.stringify(paid.data)).not.toMatch(/secret-77|channel_reference|account/);
    }
    stop.abort();
  });

  test('who has the newest is told nothing again, who has an older one is told at once', async () => {
    const one = await cashier();
    await click(one, wechat);
    const { version } = await shop.get(one.id);
    const stop = new AbortController();
    const from = (id: number) =>
      fetch(`${one.url}/events`, {
        headers: { 'last-event-id': String(id) },
        signal: stop.signal,
      });
    const behind = await readUntil(await from(Number(version) - 1), () => true);
    expect(Number(behind.id)).toBeGreaterThanOrEqual(Number(version));
    const upToDate = await from(1_000_000);
    const first = await upToDate.body?.getReader().read();
    expect(new TextDecoder().decode(first?.value as Uint8Array)).not.toContain('event: order');
    stop.abort();
  });
});

describe('money that comes back', () => {
  test('a payment after the end of the order: refunding, then refunded, said with its amount', async () => {
    const one = await cashier({ expires_in: 3 });
    await click(one, wechat);
    const [attempt] = await attempts(one.id);
    await street.fault('close', 'payable_after_close', String(attempt.id));
    await street.fault('refund', 'refund_slow', String(attempt.id), { delay_ms: 1_500 });
    await shop.until(one.id, (order) => order.status === 'closed');
    expect((await pageOf(one.url)).state).toBe('closed');
    await street.pay(String(attempt.id));
    await shop.until(one.id, (order) => order.attempts[0].role === 'late');
    const coming = await pageOf(one.url);
    expect(coming.state).toBe('refunding');
    expect(coming.text).toContain('19.99');
    await shop.until(one.id, (order) => order.refunds[0]?.status === 'succeeded');
    const back = await pageOf(one.url);
    expect(back.state).toBe('refunded');
    expect(back.text).toContain('19.99 went back by WeChat Pay');
    expect(await street.money(one.id)).toMatchObject({ captured: amount, net: 0 });
  });
});
