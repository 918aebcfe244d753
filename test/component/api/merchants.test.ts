import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { createApp } from '../../../api/app.ts';
import { drawNumber } from '../ledger/order-facts.ts';
import { type RunningApi, startApi } from './api-without-engine.ts';
import { call, exampleOrder, type Got } from './http-call.ts';

const api = await startApi();
const ops = { key: api.keys.ops };

/** Another process's view of the same ledger: it remembers keys by itself. */
async function secondApi(): Promise<RunningApi> {
  const server = createServer(createApp(api.deps)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  afterAll(() => {
    server.close();
    server.closeAllConnections();
  });
  return { ...api, url: `http://127.0.0.1:${address.port}` };
}

const second = await secondApi();

async function newMerchant(): Promise<string> {
  const id = `m-${drawNumber().slice(0, 12).toLowerCase()}`;
  const body = { id, name: 'The Shop', notify_url: 'https://shop.example/hooks' };
  expect((await call(api, 'POST /v1/merchants', { ...ops, body })).status).toBe(201);
  return id;
}

const madeKey = z.object({ id: z.string(), key: z.string() }).loose();

async function newKey(merchant: string): Promise<z.output<typeof madeKey>> {
  const body = { role: 'merchant', label: 'checkout' };
  const got = await call(api, `POST /v1/merchants/${merchant}/keys`, { ...ops, body });
  expect(got.status).toBe(201);
  return madeKey.parse(got.json());
}

describe('a merchant', () => {
  const change = (id: string, body: object): Promise<Got> =>
    call(api, `PATCH /v1/merchants/${id}`, { ...ops, body });

  test('is read and changed in part; null removes its address', async () => {
    const id = await newMerchant();
    const policy = { late_payment: 'ask' };
    const set = await change(id, { policy, reason: 'asked by mail' });
    expect(set.status, set.text).toBe(200);
    const notifyUrl = 'https://shop.example/hooks';
    expect(set.json()).toMatchObject({ name: 'The Shop', notify_url: notifyUrl, policy });
    const cleared = (await change(id, { name: 'Shop 2', notify_url: null })).json();
    expect(cleared).toMatchObject({ id, name: 'Shop 2', notify_url: null, policy });
    expect((await call(api, `GET /v1/merchants/${id}`, ops)).json()).toEqual(cleared);
    expect((await change(id, { policy: {} })).json()).toMatchObject({ policy: {} });
    const audit = await call(api, `GET /v1/audit?merchant=${id}`, ops);
    expect(audit.json()['data']).toMatchObject([
      { what: 'merchant_changed', detail: { changed: ['policy'], policy: {} } },
      { what: 'merchant_changed', why: null, detail: { changed: ['name', 'notify_url'] } },
      { what: 'merchant_changed', why: 'asked by mail', by: 'Ada' },
      { what: 'merchant_created', by: 'Ada' },
    ]);
  });

  test('nobody knows is not there', async () => {
    for (const what of ['GET', 'PATCH'].map((method) => `${method} /v1/merchants/nobody`)) {
      const body = what.startsWith('GET') ? {} : { body: { name: 'x' } };
      expect((await call(api, what, { ...ops, ...body })).problem().code).toBe(
        'merchant_not_found',
      );
    }
  });
});

describe('a key', () => {
  const revoke = (merchant: string, id: string, query = ''): Promise<Got> =>
    call(api, `DELETE /v1/merchants/${merchant}/keys/${id}${query}`, ops);

  test('is shown once, and told of with all but itself', async () => {
    const merchant = await newMerchant();
    const { key, ...told } = await newKey(merchant);
    expect(Object.keys(told).sort()).toEqual(
      ['id', 'role', 'prefix', 'label', 'created_at', 'revoked_at'].sort(),
    );
    const list = await call(api, `GET /v1/merchants/${merchant}/keys`, ops);
    expect(list.json()).toEqual({ data: [told] });
    expect(list.text).not.toContain(key);
  });

  test('that is revoked is refused by every process within five seconds, also where an answer is held', async () => {
    const merchant = await newMerchant();
    const { id, key } = await newKey(merchant);
    const body = { ...exampleOrder, id: 'mine' };
    expect((await call(api, 'POST /v1/orders', { key, body })).status).toBe(201);
    expect((await call(second, 'GET /v1/orders', { key })).status).toBe(200);
    const held = [api, second].map((one) => call(one, 'GET /v1/orders/mine?wait=15', { key }));
    const got = await revoke(merchant, id);
    expect(got.status, got.text).toBe(200);
    const revokedAtMs = Date.parse(z.string().parse(got.json()['revoked_at']));
    for (const one of [api, second]) {
      await vi.waitFor(
        async () => expect((await call(one, 'GET /v1/orders', { key })).status).toBe(401),
        { timeout: 6_000, interval: 50 },
      );
    }
    expect(Date.now() - revokedAtMs).toBeLessThan(6_000);
    await api.database.query('update orders set version = version + 1 where merchant = $1', [
      merchant,
    ]);
    api.deps.changes.tell({ kind: 'order', key: { merchant, orderId: 'mine' } });
    for (const told of await Promise.all(held)) {
      expect(told.problem()).toMatchObject({ status: 401, code: 'unauthenticated' });
    }
    expect((await revoke(merchant, id)).json()).toEqual(got.json());
  });

  test('with an overlap works until that ends, and is not remembered beyond it', async () => {
    const merchant = await newMerchant();
    const { id, key } = await newKey(merchant);
    const got = await revoke(merchant, id, '?after_s=2');
    const revokedAtMs = Date.parse(z.string().parse(got.json()['revoked_at']));
    for (const one of [api, second]) {
      expect((await call(one, 'GET /v1/orders', { key })).status).toBe(200);
    }
    for (const one of [api, second]) {
      await vi.waitFor(
        async () => expect((await call(one, 'GET /v1/orders', { key })).status).toBe(401),
        { timeout: 6_000, interval: 50 },
      );
    }
    const lateMs = Date.now() - revokedAtMs;
    expect(lateMs).toBeGreaterThanOrEqual(0);
    // Had it been remembered as any other key, it would have opened for three seconds more.
    expect(lateMs).toBeLessThan(2_000);
    const audit = await call(api, `GET /v1/audit?merchant=${merchant}&limit=1`, ops);
    expect(audit.json()['data']).toMatchObject([
      { what: 'key_revoked', subject: id, detail: { label: 'checkout', after_s: 2 } },
    ]);
  });

  test('of another merchant, of the installation or of nobody is not there', async () => {
    const [merchant, other] = [await newMerchant(), await newMerchant()];
    const { id, key } = await newKey(merchant);
    expect((await revoke(other, id)).problem().code).toBe('key_not_found');
    expect((await revoke('nobody', id)).problem().code).toBe('merchant_not_found');
    const { rows } = await api.database.query<{ id: string }>(
      "select id from api_keys where role = 'ops'",
    );
    for (const unknown of [rows[0]?.id ?? '', 'key_00', 'key', key]) {
      expect((await revoke(merchant, unknown)).problem().code).toBe('key_not_found');
    }
    expect((await call(api, 'GET /v1/orders', { key })).status).toBe(200);
    expect((await call(api, 'GET /v1/merchants', ops)).status).toBe(200);
  });

  test('of the installation is not made over HTTP', async () => {
    const body = { role: 'ops' };
    const got = await call(api, `POST /v1/merchants/shop/keys`, { ...ops, body });
    expect(got.problem().code).toBe('invalid_request');
  });
});
