import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { allRoutes } from '../../../api/all-routes.ts';
import { hostile, hostileJson, hostileText, spoiled } from '../../../channels/hostile.fixture.ts';
import type { Keys } from '../api/api-without-engine.ts';
import { call, exampleOrder, type Got } from '../api/http-call.ts';
import {
  fresh,
  offeredOrder,
  openEdge,
  sayWechat,
  startRelay,
  untilTaken,
  wechatTrade,
} from './open-edge.ts';

/**
 * Rule 21: whatever a field of a request holds, it is answered by a 4xx or stored; never by a 500.
 */
const api = await openEdge();
startRelay(api);

const paid = await offeredOrder(api, 'wechat');
await sayWechat(api, hostileJson(wechatTrade(paid.number)));
await untilTaken(api);
const open = await offeredOrder(api, 'alipay');

type Sample = Readonly<{
  as: keyof Keys;
  parts?: Readonly<Record<string, string>>;
  query?: Readonly<Record<string, string>>;
  headers?: Readonly<Record<string, string>>;
  /** Makes a good body, with new ids. */
  body?: () => object;
}>;

const ops = { as: 'ops', query: { merchant: 'shop' } } as const;
const ofOpen = { as: 'shop', parts: { id: open.id } } as const;
const ofPaid = { as: 'shop', parts: { id: paid.id } } as const;
const reason = 'looked at it';
const decided = { as: 'ops', parts: { number: `${paid.number}R1` } } as const;
const everyPolicy = {
  attempt_life_ms: 1_000,
  max_attempts: 3,
  supersede_bound_ms: 1,
  create_repeats_ms: [1, 2],
  poll_schedule_ms: [1_000],
  poll_every_ms: 1_000,
  long_poll_every_ms: 1_000,
  long_validity_ms: 1,
  retries_ms: [1_000],
  last_query_patience_ms: 1,
  capture_bound_ms: 1,
  closing_silence_ms: 1,
  late_payment: 'ask',
  late_answer_ms: 1_000,
  refund_poll_schedule_ms: [1_000],
  refund_retries_ms: [1_000],
  max_refund_numbers: 1,
  confirm_patience_ms: 1,
  refund_patience_ms: 1,
  abnormal_poll_ms: 1_000,
  offer_unrefundable: false,
};

/** One good request for each address. */
const samples: Readonly<Record<string, Sample>> = {
  'post /v1/orders': {
    as: 'shop',
    body: () => ({
      ...exampleOrder,
      id: `H-${randomUUID()}`,
      metadata: { cart: '77' },
      late_payment: 'ask',
      return_url: 'https://shop.example/',
      notify_url: 'https://x.example',
    }),
  },
  'get /v1/orders/{id}': {
    ...ofPaid,
    query: { wait: '0', version: '1' },
    headers: { 'if-none-match': '"1"' },
  },
  'get /v1/orders': {
    as: 'ops',
    query: {
      merchant: 'shop',
      status: 'open',
      attention: 'any',
      limit: '2',
      created_after: '2026-01-01T00:00:00Z',
      cursor: 'WzEsImEiLCJiIl0',
    },
  },
  'post /v1/orders/{id}/attempts': {
    ...ofOpen,
    body: () => ({
      channel: 'wechat',
      method: 'jsapi',
      account: 'default',
      shopper: {
        ip: '203.0.113.7',
        openid: 'o1',
        name: '张三',
        email: 'a@shop.example',
        tax_id: '1',
        address: 'Main Street 1',
      },
    }),
  },
  'post /v1/orders/{id}/close': { ...ofPaid, body: () => ({}) },
  'post /v1/orders/{id}/late_payment': {
    ...ofPaid,
    body: () => ({ attempt: paid.number, decision: 'accept' }),
  },
  'post /v1/orders/{id}/refunds': {
    ...ofPaid,
    body: () => ({ id: `R-${randomUUID()}`, amount: 1, reason }),
  },
  'get /v1/events': { ...ops, query: { merchant: 'shop', after: '0', wait: '0', limit: '2' } },
  'post /v1/events/{id}/resend': {
    as: 'shop',
    parts: { id: `evt_${'0'.repeat(32)}` },
    body: () => ({}),
  },
  'post /v1/events/resend': {
    as: 'shop',
    body: () => ({
      created_after: '2026-01-01T00:00:00Z',
      created_before: '2026-01-02T00:00:00Z',
      type: 'order.paid',
    }),
  },
  'get /v1/deliveries': {
    as: 'ops',
    query: {
      merchant: 'shop',
      order: 'A-1001',
      event: `evt_${'0'.repeat(32)}`,
      status: 'accepted',
      limit: '2',
      cursor: 'WzFd',
    },
  },
  'get /v1/orders/{id}/events': { ...ofPaid, query: { after: '0', limit: '2' } },
  'get /v1/orders/{id}/timeline': { ...ops, parts: { id: paid.id } },
  'get /v1/channels': { as: 'shop' },
  'get /v1/accounts': { as: 'ops' },
  'post /v1/accounts/{channel}/{account}/check': {
    as: 'ops',
    parts: { channel: 'wechat', account: 'default' },
  },
  'post /v1/refunds/{number}/approve': { ...decided, body: () => ({ reason }) },
  'post /v1/refunds/{number}/reject': { ...decided, body: () => ({ reason }) },
  'post /v1/refunds/{number}/resolve': { ...decided, body: () => ({ reason, outcome: 'failed' }) },
  'get /v1/search': { ...ops, query: { merchant: 'shop', q: 'A-1001' } },
  'get /v1/refunds': {
    ...ops,
    query: {
      merchant: 'shop',
      status: 'manual',
      kind: 'merchant',
      order: paid.id,
      created_after: '2026-01-01T00:00:00Z',
      limit: '2',
      cursor: 'WzEsImEiXQ',
    },
  },
  'get /v1/refunds/{number}': { ...decided },
  'post /v1/refunds/decide': {
    as: 'ops',
    body: () => ({ numbers: [`${paid.number}R1`], decision: 'reject', reason }),
  },
  'get /v1/audit': {
    ...ops,
    query: {
      merchant: 'shop',
      by: 'Ada',
      order: paid.id,
      after: '2026-01-01T00:00:00Z',
      limit: '2',
      cursor: 'WzEsImFjdF8wMDAiXQ',
    },
  },
  'get /v1/attention': {
    as: 'ops',
    query: { kind: 'late', merchant: 'shop', channel: 'wechat', limit: '2', cursor: 'WzEsImEiXQ' },
  },
  'post /v1/attention/{id}/resolve': {
    as: 'ops',
    parts: { id: `late:${paid.number}` },
    body: () => ({ reason }),
  },
  'get /v1/controls': { as: 'ops' },
  'put /v1/controls': {
    as: 'ops',
    body: () => ({
      automatic_refunds: true,
      refund_caps: { CNY: 100 },
      reason,
      daily_budgets: [{ merchant: 'shop', currency: 'CNY', amount: 100 }],
    }),
  },
  'get /v1/merchants': { as: 'ops' },
  'post /v1/merchants': {
    as: 'ops',
    body: () => ({
      id: `h-${randomUUID().slice(0, 20)}`,
      name: 'Shop',
      policy: everyPolicy,
      notify_url: 'https://shop.example/hooks',
    }),
  },
  'get /v1/merchants/{id}': { as: 'ops', parts: { id: 'shop' } },
  'patch /v1/merchants/{id}': {
    as: 'ops',
    parts: { id: 'other' },
    body: () => ({ name: 'Other', notify_url: null, policy: everyPolicy, reason }),
  },
  'delete /v1/merchants/{id}/keys/{key_id}': {
    as: 'ops',
    parts: { id: 'other', key_id: 'key_000000000000000000000000' },
    query: { after_s: '60' },
  },
  'get /v1/merchants/{id}/keys': { as: 'ops', parts: { id: 'shop' } },
  'post /v1/merchants/{id}/keys': {
    as: 'ops',
    parts: { id: 'shop' },
    body: () => ({ role: 'read', label: 'Ada' }),
  },
  'post /v1/merchants/{id}/notice_secret': {
    as: 'ops',
    parts: { id: 'shop' },
    body: () => ({ overlap_s: 60, reason }),
  },
};

test('each address of the API is among those that are fed', () => {
  const addresses = allRoutes
    .filter(({ kind }) => kind === 'keyed')
    .map(({ method, path }) => `${method} ${path}`);
  expect(Object.keys(samples).toSorted()).toEqual(addresses.toSorted());
});

/** What a header may hold on the wire: one byte a character, no controls. */
const headerText = hostileText.map((text) =>
  text.replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, '\xff').slice(0, 4_000),
);

type Sent = Readonly<{
  parts?: Readonly<Record<string, string>>;
  query?: Readonly<Record<string, unknown>>;
  headers?: Readonly<Record<string, string>>;
  body?: unknown;
}>;

function oneHostile(sample: Sample): fc.Arbitrary<Sent> {
  const { parts = {}, query = {}, headers = {}, body } = sample;
  const oneOf = (of: object): fc.Arbitrary<object> =>
    Object.keys(of).length === 0 ? fc.constant(of) : spoiled(of);
  const spoiledBody =
    body === undefined
      ? []
      : [fc.oneof(oneOf(body()), hostile).map((bad): Sent => ({ body: bad }))];
  const headerName = fc.constantFrom('idempotency-key', 'merchant', 'if-none-match');
  return fc.oneof(
    // Most of what can be wrong is in the body, so it is spoiled most often.
    ...spoiledBody.flatMap((one) => [one, one, one, one]),
    hostileText.map((text): Sent => ({
      parts: Object.fromEntries(Object.keys(parts).map((name) => [name, text])),
    })),
    fc
      .tuple(fc.constantFrom(...Object.keys(query), 'merchant'), hostileText)
      .map(([name, text]): Sent => ({ query: { ...query, [name]: text } })),
    fc
      .tuple(headerName, headerText)
      .map(([name, text]): Sent => ({ headers: { ...headers, [name]: text } })),
  );
}

// `encodeURIComponent` refuses half a character, but clients may send one all the same.
function inAddress(text: string): string {
  return Buffer.from(text).toString('hex').replace(/../g, '%$&');
}

function send(address: string, sample: Sample, sent: Sent): Promise<Got> {
  const [method = '', template = ''] = address.split(' ');
  const parts = { ...sample.parts, ...sent.parts };
  const path = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => inAddress(parts[name] ?? ''));
  const query = Object.entries({ ...sample.query, ...sent.query }).map(
    ([name, value]) => `${name}=${inAddress(String(value))}`,
  );
  const body = 'body' in sent ? sent.body : sample.body?.();
  return call(api, `${method.toUpperCase()} ${path}?${query.join('&')}`, {
    key: api.keys[sample.as],
    headers: { ...fresh(), ...sample.headers, ...sent.headers },
    ...(body === undefined ? {} : { raw: hostileJson(body) }),
  });
}

/** Fails if a request was neither refused nor stored. */
function expectTaken({ status, text }: Got): void {
  // An order that waits for a channel does not answer in time, because no channel is called here.
  expect(status < 500 || text.includes('"engine_unavailable"'), `${status} ${text}`).toBe(true);
}

test.each(Object.entries(samples))(
  '%s: a hostile value is a 4xx or stored',
  async (address, sample) => {
    await fc.assert(
      fc.asyncProperty(oneHostile(sample), async (sent) => {
        expectTaken(await send(address, sample, sent));
      }),
      { numRuns: 100 },
    );
  },
);

test('an order that was stored is read, told and closed like any other', async () => {
  const address = 'post /v1/orders';
  const sample = samples[address] ?? { as: 'shop' };
  const taken: string[] = [];
  await fc.assert(
    fc.asyncProperty(oneHostile(sample), async (sent) => {
      const made = await send(address, sample, sent);
      expectTaken(made);
      if (made.status !== 201) return;
      const { id } = z.object({ id: z.string() }).parse(made.json());
      taken.push(id);
      const asOps = { key: api.keys.ops };
      expect((await call(api, `GET /v1/orders/${id}`, asOps)).status).toBe(200);
      expect((await call(api, `GET /v1/orders/${id}/timeline`, asOps)).status).toBe(200);
      expectTaken(await call(api, `POST /v1/orders/${id}/close`));
    }),
    { numRuns: 100 },
  );
  expect(taken.length).toBeGreaterThan(10);
  expect((await call(api, 'GET /v1/orders?limit=100')).status).toBe(200);
});

const key = z.object({ key: z.string() });
const bounds = fc.constantFrom(0, 1, 400 * 24 * 3_600_000);
const boundary: fc.Arbitrary<object> = fc.record(
  Object.fromEntries(
    Object.entries(everyPolicy).map(([name, value]): [string, fc.Arbitrary<unknown>] => {
      if (Array.isArray(value)) return [name, fc.array(bounds, { minLength: 1, maxLength: 100 })];
      if (name.endsWith('_ms')) return [name, bounds];
      return [name, typeof value === 'number' ? fc.constantFrom(1, 1_000) : fc.constant(value)];
    }),
  ),
  { requiredKeys: [] },
);

test('under any policy that is taken, an order is made, paid, closed and told', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(boundary, spoiled(everyPolicy)), async (policy) => {
      const id = `h-${randomUUID().slice(0, 20)}`;
      const asOps = { key: api.keys.ops };
      const raw = hostileJson({ id, name: 'Shop', policy });
      const made = await call(api, 'POST /v1/merchants', { ...asOps, raw });
      expectTaken(made);
      if (made.status !== 201) return;
      const keys = `POST /v1/merchants/${id}/keys`;
      const given = await call(api, keys, { ...asOps, body: { role: 'merchant' } });
      const as = { key: key.parse(given.json()).key, headers: fresh() };
      expect((await call(api, 'POST /v1/orders', { ...as, body: exampleOrder })).status).toBe(201);
      const of = `/v1/orders/${exampleOrder.id}`;
      const body = { channel: 'wechat', method: 'qr' };
      const attempt = await call(api, `POST ${of}/attempts`, { ...as, headers: fresh(), body });
      expect(attempt.status, attempt.text).toBe(201);
      const { id: number } = z.object({ id: z.string() }).parse(attempt.json());
      expectTaken(await call(api, `POST ${of}/close`, { ...as, headers: fresh() }));
      await sayWechat(api, hostileJson(wechatTrade(number)));
      const told = await call(api, `GET ${of}/timeline?merchant=${id}`, asOps);
      expect(told.status, told.text).toBe(200);
    }),
    { numRuns: 50 },
  );
  await untilTaken(api);
});
