import { expect, test } from 'vitest';
import { startApi } from './api-without-engine.ts';
import { call, exampleOrder } from './http-call.ts';

const api = await startApi();
const foreign = { merchant: 'other' };

test('a key that belongs to one merchant never acts while another is named', async () => {
  const body = { ...exampleOrder, id: 'theirs' };
  const made = await call(api, 'POST /v1/orders', { body, headers: foreign });
  expect(made.problem().code).toBe('merchant_not_found');
  expect((await call(api, 'GET /v1/orders/theirs')).problem().code).toBe('order_not_found');
  const read = await call(api, 'GET /v1/orders/theirs', { headers: foreign });
  expect(read.problem().code).toBe('merchant_not_found');
  const channels = await call(api, 'GET /v1/channels', { headers: foreign });
  expect(channels.problem().code).toBe('merchant_not_found');
});

test('query and header may not name two merchants', async () => {
  const asOps = { key: api.keys.ops, headers: foreign };
  const got = await call(api, 'GET /v1/orders?merchant=shop', asOps);
  expect(got.problem().code).toBe('invalid_request');
  expect((await call(api, 'GET /v1/orders?merchant=other', asOps)).status).toBe(200);
  const own = await call(api, 'GET /v1/orders?merchant=shop', { headers: foreign });
  expect(own.problem().code).toBe('merchant_not_found');
});
