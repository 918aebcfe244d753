import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import type { Work } from '../../../api/work-pools.ts';
import { createApiKey } from '../../../ledger/keys/api-keys.ts';
import { appendNext, captured, drawNumber, paidBy, planned } from '../ledger/order-facts.ts';
import { rowsInAll } from '../ledger/rows-in-all.ts';
import { startApi } from './api-without-engine.ts';
import { call, exampleOrder, type Got } from './http-call.ts';
import { paperCallback } from './paper-channel.ts';

/* Each kind of work has one connection here. */
const ofWorkers = { appends: 1, calls: 1, notices: 1 };
const connections = { callbacks: 1, decisions: 1, reads: 1, writes: 1, ...ofWorkers };
const api = await startApi(undefined, undefined, { connections });

beforeAll(async () => {
  await call(api, 'POST /v1/orders', { body: exampleOrder });
});

// Keys are known for 5 s, and a look-up needs a connection of its own.
beforeEach(async () => {
  await call(api, 'GET /v1/orders/A-1001');
  await call(api, 'GET /v1/controls', { key: api.keys.ops });
});

/** Runs `work` while all connections of a kind of work are taken, as by statements that hang. */
async function withNoneFree<T>(kind: Work, work: () => Promise<T>): Promise<T> {
  const taken = await api.deps.pools[kind].connect();
  try {
    return await work();
  } finally {
    taken.release();
  }
}

const asked: Readonly<Record<Work, () => Promise<Got>>> = {
  callbacks: () => {
    const notice = { id: 'N-1', signed_at_ms: Date.now(), number: 'NOBODYS' };
    const { body, signature } = paperCallback({ ...notice, kind: 'other' });
    const headers = { 'paper-signature': signature };
    return call(api, 'POST /callbacks/paper/default', { key: null, raw: body, headers });
  },
  decisions: () =>
    call(api, 'PUT /v1/controls', {
      key: api.keys.ops,
      body: { automatic_refunds: true, refund_caps: {}, daily_budgets: [], reason: 'a test' },
    }),
  reads: () => call(api, 'GET /v1/orders/A-1001'),
  writes: () => call(api, 'POST /v1/orders', { body: exampleOrder }),
};

const kinds = ['callbacks', 'decisions', 'reads', 'writes'] as const;

// The first that asks: an answer is told again for a second.
test('however busy all work is, who asks whether we are ready is told so', async () => {
  const taken = await Promise.all(kinds.map((kind) => api.deps.pools[kind].connect()));
  const ready = await call(api, 'GET /readyz', { key: null });
  taken.forEach((one) => one.release());
  expect([ready.status, ready.json()['ledger']]).toEqual([200, 'reachable']);
});

test.each(kinds)(
  'whoever works with the connections for %s gives a PostgreSQL up that hangs',
  (kind) => {
    const { query_timeout: here, statement_timeout: there } = api.deps.pools[kind].options;
    expect(here, 'PostgreSQL ends what is slow before').toBeGreaterThan(Number(there));
  },
);

test.each(kinds)('with no connection left for %s, all other work goes on', async (kind) => {
  const statuses = await withNoneFree(kind, async () => {
    const others = kinds.filter((one) => one !== kind);
    const answers = await Promise.all(others.map((one) => asked[one]()));
    return answers.map(({ status }) => status);
  });
  expect(statuses.every((status) => status === 200)).toBe(true);
});

test.each(kinds)('what finds no connection for %s is refused before it began', async (kind) => {
  const before = await rowsInAll(api.database);
  const refused = await withNoneFree(kind, asked[kind]);
  expect(refused.status).toBe(503);
  expect(refused.problem()).toMatchObject({ code: 'overloaded', retryable: true });
  expect(z.coerce.number().int().min(1).parse(refused.headers.get('retry-after'))).toBeLessThan(10);
  expect(await rowsInAll(api.database)).toEqual(before);
  expect((await asked[kind]()).status).toBe(200);
});

test('a merchant’s switches take no connection of operators', async () => {
  const body = { channels_off: [], reason: 'a test' };
  const put = () => call(api, 'PUT /v1/controls', { body });
  expect((await put()).status).toBe(200);
  expect((await withNoneFree('decisions', put)).status).toBe(200);
  expect((await withNoneFree('writes', put)).problem().code).toBe('overloaded');
});

test('a key that must be looked up is refused as well while its kind of work has no connection', async () => {
  const refused = await withNoneFree('reads', () =>
    call(api, 'GET /v1/orders/A-1001', { key: 'nobody-knows-this-key' }),
  );
  expect(refused.problem().code).toBe('overloaded');
});

test('a reader who waits for news holds no connection', async () => {
  const news = call(api, 'GET /v1/orders/A-1001?wait=1&version=1000');
  const others = await Promise.all([asked.reads(), asked.reads(), asked.reads()]);
  expect(others.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect((await news).status).toBe(200);
});

test('a held answer whose key must be looked up outlasts a moment without a free connection', async () => {
  const { reads } = api.deps.pools;
  const { key, apiKey } = await createApiKey(api.database, { role: 'read', merchant: 'shop' });
  const ends = await call(api, `DELETE /v1/merchants/shop/keys/${apiKey.id}?after_s=1`, {
    key: api.keys.ops,
  });
  const endsAtMs = Date.parse(z.string().parse(ends.json()['revoked_at']));
  const held = call(api, 'GET /v1/orders/A-1001?wait=15&version=1000', { key });
  // What is known of the key is known until then.
  await expect.poll(() => Date.now(), { timeout: 2_000 }).toBeGreaterThan(endsAtMs);
  await withNoneFree('reads', async () => {
    api.deps.changes.tell({ kind: 'order', key: { merchant: 'shop', orderId: 'A-1001' } });
    await expect.poll(() => reads.waitingCount).toBe(1);
    // Whoever comes anew is refused after half a second.
    await Promise.race([held, sleep(600)]);
  });
  expect((await held).problem().code).toBe('unauthenticated');
});

test('one change that a hundred wait for is a handful of statements, and all are told', async () => {
  const { reads } = api.deps.pools;
  const statements = { begun: 0 };
  const count = (): void => void (statements.begun += 1);
  reads.on('acquire', count);
  const waiting: Promise<Got>[] = [];
  for (let held = 20; held <= 100; held += 20) {
    for (let more = 0; more < 20; more += 1) waiting.push(call(api, 'GET /v1/events?wait=50'));
    // Each asks for a connection, and then for events.
    await expect.poll(() => statements.begun).toBeGreaterThanOrEqual(2 * held);
  }
  statements.begun = 0;
  const number = drawNumber();
  const key = { merchant: 'shop', orderId: exampleOrder.id };
  await appendNext(api.database, key, planned(number), captured(number), paidBy(number));
  const told = await Promise.all(waiting);
  reads.off('acquire', count);
  expect(new Set(told.map((one) => one.status))).toEqual(new Set([200]));
  expect(statements.begun).toBeLessThan(20);
});
