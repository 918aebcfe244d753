import { expect, test } from 'vitest';
import { ledgerLeases } from '../../../api/limits/ledger-leases.ts';
import { openRateLimiter } from '../../../api/limits/rate-limiter.ts';
import { run, transaction } from '../../../ledger/database/database.ts';
import { createApiKey } from '../../../ledger/keys/api-keys.ts';
import { drawNumber } from '../ledger/order-facts.ts';
import { startApi } from './api-without-engine.ts';
import { call, exampleOrder, type Got } from './http-call.ts';
import { paperCallback } from './paper-channel.ts';

/* Refilled so slowly that no test waits long enough to see it. */
const few = { perSecond: 0.1, burst: 20 };
const api = await startApi(undefined, undefined, {
  callers: { perKey: few, perSwitch: few, perAddress: few },
  // So that each test has an address of its own, by what it says of itself.
  trustedProxies: ['127.0.0.1'],
});

async function newKey(role: 'merchant' | 'ops'): Promise<string> {
  const merchant = role === 'ops' ? null : 'shop';
  const made = await (merchant === null
    ? createApiKey(api.database, { role: 'ops', merchant, label: 'Ada' })
    : createApiKey(api.database, { role: 'merchant', merchant }));
  return made.key;
}

const drawn = { networks: 0 };

/** Headers of a caller whom nobody was before. */
function newAddress(): Readonly<Record<string, string>> {
  drawn.networks += 1;
  return { 'x-forwarded-for': `198.51.100.${drawn.networks}` };
}

/** Asks until refused. @returns how often it was not, and the refusal */
async function untilRefused(ask: () => Promise<Got>): Promise<readonly [number, Got]> {
  for (let asked = 0; asked < 100; asked += 1) {
    const got = await ask();
    if (got.status === 429) return [asked, got];
  }
  return expect.unreachable('nothing was refused');
}

function expectLimited(got: Got): void {
  expect(got.problem()).toMatchObject({ code: 'rate_limited', status: 429, retryable: true });
  expect(got.problem().detail).toContain('nothing was done');
  expect(Number(got.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  expect(Number(got.headers.get('retry-after'))).toBeLessThanOrEqual(60);
}

async function rowsIn(table: string, where: string): Promise<unknown> {
  const sql = `select count(*)::int as count from ${table} where ${where}`;
  return (await api.database.query<{ count: number }>(sql)).rows[0]?.count;
}

test('a key beyond its limit is refused before anything is done, and no other key is', async () => {
  const key = await newKey('merchant');
  const sent = { orders: 0 };
  const order = (by?: string): Promise<Got> => {
    const body = { ...exampleOrder, id: `A-limited-${sent.orders}` };
    const headers = { 'idempotency-key': `limited-${sent.orders}` };
    return call(
      api,
      'POST /v1/orders',
      by === undefined ? { body, headers } : { key: by, body, headers },
    );
  };
  const [first, refused] = await untilRefused(() => {
    sent.orders += 1;
    return order(key);
  });
  expect(first).toBeGreaterThanOrEqual(20);
  expectLimited(refused);
  expect(await rowsIn('orders', `id = 'A-limited-${sent.orders}'`)).toBe(0);
  expect(await rowsIn('idempotency_keys', `key = 'limited-${sent.orders}'`)).toBe(0);
  expect((await order()).status).toBe(201);
});

test('all processes share a limit', async () => {
  const often = { ...api.deps.limits, perKey: { perSecond: 0.1, burst: 100 } };
  const times = { nowMs: Date.now, patienceMs: 10_000 };
  const processes = [1, 2, 3, 4].map(() =>
    openRateLimiter(often, ledgerLeases(api.database, api.deps.keyedHash), times),
  );
  const caller = { kind: 'key', name: 'key_shared' } as const;
  const allowed = await Promise.all(
    processes.flatMap((one) => Array.from({ length: 100 }, () => one.count(caller))),
  );
  const through = allowed.filter((againInMs) => againInMs === null).length;
  expect(through).toBeGreaterThanOrEqual(100);
  expect(through).toBeLessThanOrEqual(100 + 4 * 5 + 1);
});

test('a refusal is honest: after the seconds it names a call goes through', async () => {
  const lease = ledgerLeases(api.database, api.deps.keyedHash);
  const caller = { kind: 'key', name: 'key_honest' } as const;
  const rate = { perSecond: 4, burst: 2 };
  const take = async () => (await lease([{ caller, calls: 2, rate }]))[0];
  expect((await take())?.calls).toBe(2);
  const none = await take();
  expect(none?.calls).toBe(0);
  expect(none?.fullInMs).toBeGreaterThan(400);
  expect(none?.fullInMs).toBeLessThanOrEqual(500);
  await expect.poll(async () => (await take())?.calls, { interval: 50 }).toBe(1);
});

test('what decides about money that waits is never limited: refund decisions and the switch', async () => {
  const key = await newKey('ops');
  await untilRefused(() => call(api, 'GET /v1/controls', { key }));
  const switched = { automatic_refunds: true, refund_caps: {}, daily_budgets: [], reason: 'test' };
  const reason = { reason: 'seen with the channel' };
  const numbers = { numbers: ['NONE'], decision: 'approve', ...reason };
  for (let time = 0; time < 3; time += 1) {
    expect((await call(api, 'PUT /v1/controls', { key, body: switched })).status).toBe(200);
    expect((await call(api, 'POST /v1/refunds/decide', { key, body: numbers })).status).toBe(200);
    for (const act of ['approve', 'reject', 'resolve']) {
      const body = act === 'resolve' ? { ...reason, outcome: 'succeeded' } : reason;
      const got = await call(api, `POST /v1/refunds/NONE/${act}`, { key, body });
      expect(got.problem().code).toBe('refund_not_found');
    }
  }
});

test('what a process does not know of an operator is looked up although his address is over its limit', async () => {
  const headers = newAddress();
  const body = { automatic_refunds: true, refund_caps: {}, daily_budgets: [], reason: 'test' };
  const numbers = { numbers: ['NONE'], decision: 'approve', reason: 'seen' };
  await untilRefused(() => call(api, 'GET /v1/orders', { key: null, headers }));
  for (let time = 0; time < 3; time += 1) {
    const [one, another] = [await newKey('ops'), await newKey('ops')];
    const put = await call(api, 'PUT /v1/controls', { key: one, body, headers });
    expect(put.status, put.text).toBe(200);
    const decided = { key: another, body: numbers, headers };
    expect((await call(api, 'POST /v1/refunds/decide', decided)).status).toBe(200);
  }
  const wrong = () => call(api, 'PUT /v1/controls', { key: drawNumber(), body, headers });
  expectLimited(await wrong());
});

test('wrong keys from an address over its limit wait in few places, and keep no other address out', async () => {
  const [headers, office] = [newAddress(), newAddress()];
  const body = { automatic_refunds: true, refund_caps: {}, daily_budgets: [], reason: 'test' };
  const put = (key: string, from: typeof headers) =>
    call(api, 'PUT /v1/controls', { key, body, headers: from });
  const key = await newKey('ops');
  await untilRefused(() => put(drawNumber(), headers));
  const refused: Got[] = [];
  const asked = await transaction(api.owner, async (inside) => {
    // Nobody's key is found meanwhile.
    await run(inside, 'lock table api_keys');
    const flood = Array.from({ length: 40 }, async () => {
      refused.push(await put(drawNumber(), headers));
    });
    await expect.poll(() => refused.length, { interval: 20 }).toBeGreaterThanOrEqual(30);
    return { flood: Promise.all(flood), decided: put(key, office) };
  });
  expect((await asked.decided).status).toBe(200);
  await asked.flood;
  for (const got of refused) expectLimited(got);
});

test('a merchant’s switches have a limit of their own, which its other calls do not use up', async () => {
  const key = await newKey('merchant');
  const body = { channels_off: [], reason: 'their pages are down' };
  const put = () => call(api, 'PUT /v1/controls', { key, body });
  await untilRefused(() => call(api, 'GET /v1/orders', { key }));
  await untilRefused(() => call(api, 'POST /v1/refunds/decide', { key, body: {} }));
  const [set, refused] = await untilRefused(put);
  expect(set).toBeGreaterThanOrEqual(20);
  expectLimited(refused);
});

test('health is never limited', async () => {
  const headers = newAddress();
  await untilRefused(() => call(api, 'GET /docs', { key: null, headers }));
  for (let time = 0; time < 3; time += 1) {
    expect((await call(api, 'GET /healthz', { key: null, headers })).status).toBe(200);
    expect((await call(api, 'GET /readyz', { key: null, headers })).status).toBe(200);
  }
});

test('calls without a key, or with a wrong one, count by their address, and a good key passes there', async () => {
  const headers = newAddress();
  const key = await newKey('merchant');
  expect((await call(api, 'GET /v1/orders', { key, headers })).status).toBe(200);
  const asked = [
    (from: typeof headers) => call(api, 'GET /v1/orders', { key: null, headers: from }),
    (from: typeof headers) => call(api, 'GET /v1/orders', { key: drawNumber(), headers: from }),
    (from: typeof headers) => call(api, 'GET /v1/orders', { key: 'the-same', headers: from }),
    (from: typeof headers) => call(api, 'GET /openapi.json', { key: null, headers: from }),
  ];
  for (const ask of asked) {
    const another = newAddress();
    expectLimited((await untilRefused(() => ask(another)))[1]);
    await untilRefused(() => ask(headers));
  }
  expect((await call(api, 'GET /v1/orders', { key, headers })).status).toBe(200);
  expect((await call(api, 'GET /docs', { key: null, headers: newAddress() })).status).toBe(200);
});

test('a good key that comes for the first time costs its address nothing', async () => {
  const headers = newAddress();
  for (let time = 0; time < 30; time += 1) {
    const key = await newKey('merchant');
    expect((await call(api, 'GET /v1/orders', { key, headers })).status).toBe(200);
  }
});

test('what a stranger says of his own address is not believed', async () => {
  const strict = await startApi(undefined, undefined, { callers: { perAddress: few } });
  const ask = () => call(strict, 'GET /v1/orders', { key: null, headers: newAddress() });
  expectLimited((await untilRefused(ask))[1]);
});

test('of one address refused callbacks are limited, and verified ones pass all the same', async () => {
  const headers = newAddress();
  const send = (id: string, secret?: string): Promise<Got> => {
    const notice = { id, signed_at_ms: Date.now(), number: 'NOBODYS', kind: 'other' } as const;
    const { body, signature } = paperCallback(notice, secret);
    const signed = { ...headers, 'paper-signature': signature };
    return call(api, 'POST /callbacks/paper/default', { key: null, raw: body, headers: signed });
  };
  let kept = 0;
  for (let round = 0; round < 3; round += 1) {
    const [refused, limited] = await untilRefused(() => send('forged', 'another-secret'));
    expectLimited(limited);
    // While the ledger is slow, the process counts by itself and then by the ledger.
    expect(refused).toBeLessThanOrEqual(9);
    kept += refused;
    expect(await rowsIn('refused_callbacks', 'true')).toBe(kept);
    expect((await send(`genuine-${round}`)).status).toBe(200);
  }
  expect(await rowsIn('inbox', "event_id like 'genuine-%'")).toBe(3);
});

test('rows of callers who call no more are swept, and hold no address', async () => {
  const { rows } = await api.database.query<{ name: string }>(
    "select name from rate_limits where kind = 'address'",
  );
  expect(rows.length).toBeGreaterThan(0);
  for (const { name } of rows) expect(name).toMatch(/^[0-9a-f]{64}$/);
  const lease = ledgerLeases(api.database, api.deps.keyedHash, 20);
  const caller = { kind: 'token', name: 'a secret' } as const;
  await api.database.query("update rate_limits set full_at = now() - interval '1 second'");
  await lease([{ caller, calls: 1, rate: { perSecond: 100, burst: 100 } }]);
  await expect.poll(() => rowsIn('rate_limits', 'true'), { interval: 20 }).toBe(0);
});
