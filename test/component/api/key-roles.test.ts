import { beforeAll, expect, test } from 'vitest';
import { startApi } from './api-without-engine.ts';
import { call, exampleOrder } from './http-call.ts';

const api = await startApi();

beforeAll(async () => {
  await call(api, 'POST /v1/orders', { body: { ...exampleOrder, id: 'mine' } });
});

const merchantOnly = [
  'POST /v1/orders',
  'POST /v1/orders/mine/attempts',
  'POST /v1/orders/mine/close',
  'POST /v1/orders/mine/refunds',
  'POST /v1/orders/mine/late_payment',
];
const readable = [
  'GET /v1/orders',
  'GET /v1/search?q=mine',
  'GET /v1/refunds',
  'GET /v1/orders/mine',
  'GET /v1/orders/mine/events',
  'GET /v1/events',
  'GET /v1/channels',
  'GET /v1/controls',
];
/** With a merchant's key for its own orders alone. */
const setByBoth = ['PUT /v1/controls'];
const opsOnly = [
  'GET /v1/orders/mine/timeline',
  'POST /v1/refunds/R/approve',
  'POST /v1/refunds/R/reject',
  'POST /v1/refunds/R/resolve',
  'POST /v1/refunds/decide',
  'GET /v1/attention',
  'GET /v1/audit',
  'POST /v1/attention/a/resolve',
  'GET /v1/merchants',
  'POST /v1/merchants',
  'GET /v1/merchants/shop',
  'PATCH /v1/merchants/shop',
  'GET /v1/merchants/shop/keys',
  'DELETE /v1/merchants/shop/keys/key_00',
  'POST /v1/merchants/shop/keys',
];

test.each([...merchantOnly, ...readable, ...setByBoth, ...opsOnly])(
  '%s needs a key',
  async (what) => {
    for (const headers of [
      {},
      { authorization: 'Bearer po_shop_x' },
      { authorization: 'Basic eDp4' },
    ]) {
      const got = await call(api, what, { key: null, headers });
      expect(got.problem()).toMatchObject({ status: 401, code: 'unauthenticated' });
      expect(got.headers.get('www-authenticate')).toBe('Bearer');
    }
  },
);

test.each(merchantOnly)('%s is for the merchant alone', async (what) => {
  for (const key of [api.keys.reader, api.keys.ops]) {
    expect((await call(api, what, { key })).problem()).toMatchObject({
      status: 403,
      code: 'role_not_allowed',
    });
  }
});

test.each(opsOnly)('%s is for the installation’s people alone', async (what) => {
  for (const key of [api.keys.reader, api.keys.shop]) {
    expect((await call(api, what, { key })).problem().code).toBe('role_not_allowed');
  }
});

test.each(setByBoth)('%s is not for a reader', async (what) => {
  const got = await call(api, what, { key: api.keys.reader });
  expect(got.problem().code).toBe('role_not_allowed');
});

test.each(readable)('%s may be read by a reader', async (what) => {
  expect((await call(api, what, { key: api.keys.reader })).status).toBe(200);
});

const key = { 'idempotency-key': 'not-yours' };
const ofAnOrder: [string, object][] = [
  ['GET /v1/orders/mine', {}],
  ['GET /v1/orders/mine/events', {}],
  ['POST /v1/orders/mine/attempts', { headers: key, body: { channel: 'paper', method: 'qr' } }],
  ['POST /v1/orders/mine/close', { body: {} }],
  ['POST /v1/orders/mine/refunds', { headers: key, body: { id: 'R-1', amount: 1 } }],
  [
    'POST /v1/orders/mine/late_payment',
    { body: { attempt: 'A1B2C3D4E5F6G7H8I9J0K1L2M3N', decision: 'accept' } },
  ],
];

test.each(ofAnOrder)(
  '%s: another merchant’s order is not there, however it is named',
  async (what, sent) => {
    const theirs = { ...sent, key: api.keys.other };
    expect((await call(api, what, theirs)).problem().code).toBe('order_not_found');
    const headers = { ...('headers' in sent ? key : {}), merchant: 'shop' };
    expect((await call(api, what, { ...theirs, headers })).problem().code).toBe(
      'merchant_not_found',
    );
  },
);
