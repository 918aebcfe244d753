import { expect, test } from 'vitest';
import { startApi } from './api-without-engine.ts';
import { call, exampleOrder } from './http-call.ts';

const api = await startApi();

async function order(id: string, more: Readonly<Record<string, unknown>> = {}): Promise<void> {
  const made = await call(api, 'POST /v1/orders', { body: { ...exampleOrder, id, ...more } });
  expect(made.status).toBe(201);
}

test('an order is made while the engine is down, and told as the contract says', async () => {
  const body = {
    ...exampleOrder,
    return_url: 'https://shop.example/orders/A-1001',
    notify_url: 'https://shop.example/hooks',
    metadata: { cart: '77' },
  };
  const made = await call(api, 'POST /v1/orders', { body });
  expect(made.status).toBe(201);
  const { created_at, expires_at, checkout_url, ...rest } = made.json();
  expect(rest).toEqual({
    id: 'A-1001',
    status: 'open',
    amount: { currency: 'CNY', value: 1999 },
    amount_refunded: 0,
    description: 'Two tickets',
    version: 1,
    paid_at: null,
    closed_at: null,
    winner: null,
    attention: [],
    return_url: 'https://shop.example/orders/A-1001',
    attempts: [],
    refunds: [],
    metadata: { cart: '77' },
  });
  expect(Date.parse(String(expires_at)) - Date.parse(String(created_at))).toBe(900_000);
  expect(checkout_url).toMatch(/^https:\/\/pay\.example\/pay\/[A-Za-z0-9_-]{32}$/);
  expect(made.headers.get('x-powered-by')).toBeNull();
});

test('the same order again is the same order; other content under its id is a conflict', async () => {
  await order('same');
  const reordered = Object.fromEntries(Object.entries({ ...exampleOrder, id: 'same' }).reverse());
  const again = await call(api, 'POST /v1/orders', { body: reordered });
  expect(again.status).toBe(200);
  const other = await call(api, 'POST /v1/orders', {
    body: { ...exampleOrder, id: 'same', description: 'Three tickets' },
  });
  expect(other.problem()).toMatchObject({ status: 409, code: 'order_conflict' });
  const theirs = await call(api, 'POST /v1/orders', {
    key: api.keys.other,
    body: { ...exampleOrder, id: 'same', description: 'Three tickets' },
  });
  expect(theirs.status).toBe(201);
});

test('a repeated order under its key is replayed, and another body under it refused', async () => {
  const headers = { 'idempotency-key': '"order-key"' };
  const body = { ...exampleOrder, id: 'keyed' };
  expect((await call(api, 'POST /v1/orders', { headers, body })).status).toBe(201);
  const again = await call(api, 'POST /v1/orders', {
    headers: { 'idempotency-key': 'order-key' },
    body,
  });
  expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([200, 'true']);
  const other = await call(api, 'POST /v1/orders', { headers, body: { ...body, id: 'keyed-2' } });
  expect(other.problem()).toMatchObject({ status: 422, code: 'idempotency_key_reused' });
});

test('a tag tells whether an order changed', async () => {
  await order('tagged');
  const tag = (await call(api, 'GET /v1/orders/tagged')).headers.get('etag') ?? '';
  const same = await call(api, 'GET /v1/orders/tagged', { headers: { 'if-none-match': tag } });
  expect([same.status, same.text]).toEqual([304, '']);
});

test('who waits for news of an order is answered when it changes, not before', async () => {
  await order('waited');
  const began = Date.now();
  const silent = await call(api, 'GET /v1/orders/waited?wait=1&version=1');
  expect([silent.status, silent.json()['version']]).toEqual([200, 1]);
  expect(Date.now() - began).toBeGreaterThan(950);
});

test('lists are newest first, page by page, and show a merchant its own orders only', async () => {
  for (const id of ['page-1', 'page-2', 'page-3']) await order(id);
  const seen: unknown[] = [];
  let cursor = '';
  do {
    const page: Awaited<ReturnType<typeof call>> = await call(
      api,
      `GET /v1/orders?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`,
    );
    const { data, next_cursor } = page.json();
    expect(page.status).toBe(200);
    seen.push(...(data as { id: string }[]).map((one) => one.id));
    cursor = typeof next_cursor === 'string' ? next_cursor : '';
  } while (cursor !== '');
  expect(seen.slice(0, 3)).toEqual(['page-3', 'page-2', 'page-1']);
  expect(new Set(seen).size).toBe(seen.length);
  const theirs = await call(api, 'GET /v1/orders', { key: api.keys.other });
  expect(theirs.text).not.toContain('page-1');
});

test('an ops key reads any order, and names the merchant where the id alone does not', async () => {
  await order('twice');
  await order('once');
  const theirs = { key: api.keys.other, body: { ...exampleOrder, id: 'twice' } };
  await call(api, 'POST /v1/orders', theirs);
  const ops = api.keys.ops;
  expect((await call(api, 'GET /v1/orders/once', { key: ops })).status).toBe(200);
  const unclear = await call(api, 'GET /v1/orders/twice', { key: ops });
  expect(unclear.problem().code).toBe('merchant_required');
  const named = await call(api, 'GET /v1/orders/twice/timeline?merchant=other', { key: ops });
  expect(named.json()).toMatchObject({
    merchant: 'other',
    data: [{ seq: 1, type: 'order_created' }],
  });
  const header = { key: ops, headers: { merchant: 'shop' } };
  expect((await call(api, 'GET /v1/orders/twice', header)).status).toBe(200);
});

test('a pay while the engine is down is unknown: 503, and its repeat draws no second number', async () => {
  await order('unlucky');
  const sent = {
    headers: { 'idempotency-key': 'unlucky' },
    body: { channel: 'paper', method: 'qr', shopper: { ip: '192.0.2.1' } },
  };
  for (let time = 0; time < 2; time += 1) {
    const answer = await call(api, 'POST /v1/orders/unlucky/attempts', sent);
    expect(answer.problem()).toMatchObject({
      status: 503,
      code: 'engine_unavailable',
      retryable: true,
    });
  }
  const { rows } = await api.database.query<{ number: string }>(
    "select input -> 'request' ->> 'number' as number from requests where order_id = 'unlucky'",
  );
  expect(rows).toEqual([{ number: expect.stringMatching(/^[0-9A-Z]{27}$/) as string }]);
  const other = await call(api, 'POST /v1/orders/unlucky/attempts', {
    ...sent,
    body: { channel: 'paper', method: 'qr' },
  });
  expect(other.problem().code).toBe('idempotency_key_reused');
});

test('after a refusal the same request may come again under its key, and another too', async () => {
  await order('refused');
  const headers = { 'idempotency-key': 'refused' };
  const pay = async (method: string): Promise<string> => {
    const body = { channel: 'paper', method };
    return (await call(api, 'POST /v1/orders/refused/attempts', { headers, body })).problem().code;
  };
  expect(await pay('nothing')).toBe('channel_not_offered');
  expect(await pay('nothing')).toBe('channel_not_offered');
  // The engine is down: now the outcome is unknown, and the key stays with this request.
  expect(await pay('qr')).toBe('engine_unavailable');
  expect(await pay('nothing')).toBe('idempotency_key_reused');
});

test('the API is ready without the engine, and says so', async () => {
  expect((await call(api, 'GET /healthz', { key: null })).status).toBe(200);
  const ready = await call(api, 'GET /readyz', { key: null });
  expect([ready.status, ready.json()]).toEqual([
    200,
    {
      status: 'ready',
      ledger: 'reachable',
      engine: 'unreachable',
      clock: { state: 'right', off: [], stale_callbacks: 0 },
    },
  ]);
});

test('a merchant is made once per Idempotency-Key, and another one not under it', async () => {
  const headers = { 'idempotency-key': 'keyed' };
  const ask = (name: string) =>
    call(api, 'POST /v1/merchants', { key: api.keys.ops, headers, body: { id: 'keyed', name } });
  expect((await ask('Keyed')).status).toBe(201);
  const again = await ask('Keyed');
  expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([200, 'true']);
  const other = await ask('Other');
  expect([other.status, other.json()['code']]).toEqual([422, 'idempotency_key_reused']);
});

test('a key is shown once and works at once', async () => {
  const ops = { key: api.keys.ops };
  const merchant = { id: 'third', name: 'Third', policy: { late_payment: 'ask' } };
  expect((await call(api, 'POST /v1/merchants', { ...ops, body: merchant })).status).toBe(201);
  const headers = { 'idempotency-key': 'third' };
  const ask = { ...ops, headers, body: { role: 'merchant', label: 'till' } };
  const made = await call(api, 'POST /v1/merchants/third/keys', ask);
  const key = String(made.json()['key']);
  expect(made.status).toBe(201);
  expect((await call(api, 'GET /v1/orders', { key })).status).toBe(200);
  expect((await call(api, 'POST /v1/merchants/third/keys', ask)).json()['key']).toBeNull();
  const listed = await call(api, 'GET /v1/merchants/third/keys', ops);
  expect(listed.text).not.toContain(key);
  await call(api, 'POST /v1/orders', { key, body: exampleOrder });
  const timeline = await call(api, 'GET /v1/orders/A-1001/timeline?merchant=third', ops);
  expect(timeline.json()['data']).toMatchObject([{ data: { policy: { late_payment: 'ask' } } }]);
});

test('controls are put as a whole and read back', async () => {
  const controls = {
    channels_off: [],
    automatic_refunds: false,
    refund_caps: { CNY: 50_000 },
    daily_budgets: [{ merchant: 'shop', currency: 'CNY', amount: 1_000_000 }],
  };
  const body = { ...controls, reason: 'a bank holiday' };
  const put = await call(api, 'PUT /v1/controls', { key: api.keys.ops, body });
  expect(put.json()).toEqual(controls);
  expect((await call(api, 'GET /v1/controls', { key: api.keys.ops })).json()).toEqual(controls);
});
