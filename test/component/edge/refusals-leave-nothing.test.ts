import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { problemCodes } from '../../../api/problems/problem-codes.ts';
import { select, selectOne } from '../../../ledger/database/database.ts';
import { takeKey } from '../../../ledger/keys/idempotency-keys.ts';
import { call, exampleOrder } from '../api/http-call.ts';
import { fresh, openEdge, startRelay } from './open-edge.ts';
import { standingOrders } from './standing-orders.ts';

const api = await openEdge();
startRelay(api);
const [twice = '', late = '', , byHand = ''] = await standingOrders(api);
const { shop, ops } = api.keys;

const names = z.object({ name: z.string() });
const digest = z.object({ digest: z.string().nullable(), rows: z.number() });

/** A digest of every row of every table. */
async function everything(): Promise<Readonly<Record<string, z.output<typeof digest> | null>>> {
  const tables = await select(
    api.database,
    names,
    `select tablename as name from pg_tables where schemaname = current_schema() order by 1`,
  );
  const all = tables.map(async ({ name }) => {
    const sql = `select md5(string_agg(one::text, ' ' order by one::text)) as digest,
      count(*)::int as rows from "${name}" as one`;
    return [name, await selectOne(api.database, digest, sql)] as const;
  });
  return Object.fromEntries(await Promise.all(all));
}

type Refusal = Readonly<{
  what: string;
  key?: string | null;
  body?: unknown;
  raw?: string;
  headers?: Readonly<Record<string, string>>;
}>;

const itemsOf = z.object({
  data: z.array(z.object({ id: z.string(), number: z.string().nullable() })),
});
const orderOf = z.object({
  attempts: z.array(z.object({ id: z.string() })),
  refunds: z.array(z.object({ number: z.string(), status: z.string() })),
});

async function readOrder(id: string): Promise<z.output<typeof orderOf>> {
  return orderOf.parse((await call(api, `GET /v1/orders/${id}`)).json());
}

async function attention(kind: string): Promise<string> {
  const got = await call(api, `GET /v1/attention?kind=${kind}`, { key: ops });
  return itemsOf.parse(got.json()).data[0]?.id ?? '';
}

/** An order of a merchant whose policy is so. */
async function strictOrder(policy: object): Promise<Readonly<{ key: string; id: string }>> {
  const merchant = `m-${randomUUID().slice(0, 20)}`;
  await call(api, 'POST /v1/merchants', { key: ops, body: { id: merchant, name: 'M', policy } });
  const made = await call(api, `POST /v1/merchants/${merchant}/keys`, {
    key: ops,
    body: { role: 'merchant', label: 'till' },
  });
  const key = String(made.json()['key']);
  const id = `A-${randomUUID()}`;
  await call(api, 'POST /v1/orders', { key, body: { ...exampleOrder, id } });
  await call(api, `POST /v1/orders/${id}/attempts`, {
    key,
    headers: fresh(),
    body: { channel: 'wechat', method: 'qr' },
  });
  return { key, id };
}

const qr = { channel: 'wechat', method: 'qr' };
const h5 = { channel: 'wechat', method: 'h5', shopper: { ip: '203.0.113.7' } };
const person = { reason: 'a test' };

function pay(id: string, body: object, key: string = shop): Refusal {
  return { what: `POST /v1/orders/${id}/attempts`, key, headers: fresh(), body };
}

function refund(id: string, body: object): Refusal {
  return { what: `POST /v1/orders/${id}/refunds`, headers: fresh(), body };
}

function ordered(change: object): Refusal {
  return {
    what: 'POST /v1/orders',
    headers: fresh(),
    body: { ...exampleOrder, id: `A-${randomUUID()}`, ...change },
  };
}

function asOps(what: string, body: object = person): Refusal {
  return { what, key: ops, headers: fresh(), body };
}

/** Under a key that another request holds, or held. */
async function underUsedKey(change: object): Promise<Refusal> {
  const headers = fresh();
  const body = { ...exampleOrder, id: `A-${randomUUID()}` };
  await call(api, 'POST /v1/orders', { headers, body });
  return { what: 'POST /v1/orders', headers, body: { ...body, ...change } };
}

async function underHeldKey(): Promise<Refusal> {
  const asked = ordered({});
  const [key = ''] = Object.values(asked.headers ?? {});
  const { canonicalHash } = await import('../../../api/idempotency/canonical-hash.ts');
  const hash = canonicalHash('orders', asked.body);
  await takeKey(api.database, { scope: 'shop', key }, { hash, forMs: 60_000 });
  return asked;
}

/** How each code is brought about; several ways where rows are written on several paths. */
const ways: Readonly<Record<string, readonly (() => Refusal | Promise<Refusal>)[]>> = {
  invalid_request: [() => ordered({ price: 1 }), () => ordered({ expires_in: undefined })],
  invalid_json: [() => ({ what: 'POST /v1/orders', headers: fresh(), raw: '{' })],
  body_too_deep: [
    () => ({ what: 'POST /v1/orders', headers: fresh(), raw: '['.repeat(200) + ']'.repeat(200) }),
  ],
  body_too_large: [() => ordered({ description: 'x'.repeat(70_000) })],
  unsupported_media_type: [
    () => ({ ...ordered({}), headers: { ...fresh(), 'content-type': 'text/plain' } }),
  ],
  merchant_required: [() => ({ what: 'GET /v1/events', key: ops })],
  unauthenticated: [() => ({ ...ordered({}), key: 'po_shop_nobody' })],
  role_not_allowed: [() => ({ ...ordered({}), key: ops })],
  route_not_found: [() => ({ what: 'POST /v1/nothing', headers: fresh(), body: {} })],
  method_not_allowed: [() => ({ what: 'PUT /v1/orders', headers: fresh(), body: {} })],
  order_not_found: [() => pay('nobody', qr)],
  refund_not_found: [() => asOps('POST /v1/refunds/R000000000000000000000000/approve')],
  attention_not_found: [() => asOps('POST /v1/attention/parked:nobody/resolve')],
  merchant_not_found: [
    () => asOps('POST /v1/merchants/nobody/keys', { role: 'read', label: 'x' }),
    () => ({ what: 'PATCH /v1/merchants/nobody', key: ops, body: { name: 'x' } }),
  ],
  event_not_found: [() => asOps(`POST /v1/events/evt_${'0'.repeat(32)}/resend`)],
  key_not_found: [() => ({ what: 'DELETE /v1/merchants/shop/keys/key_00', key: ops })],
  account_not_found: [() => ({ what: 'POST /callbacks/wechat/nobody', key: null, raw: '{}' })],
  merchant_exists: [() => asOps('POST /v1/merchants', { id: 'shop', name: 'Another' })],
  order_conflict: [() => ordered({ id: twice, description: 'Another' })],
  order_already_paid: [
    () => pay(twice, qr),
    () => ({ what: `POST /v1/orders/${twice}/close`, headers: fresh(), body: {} }),
    () => ({ what: `POST /v1/orders/${twice}/close`, body: {} }),
  ],
  order_closed: [() => pay(late, qr)],
  too_many_attempts: [
    async () => {
      const { key, id } = await strictOrder({ max_attempts_ever: 1 });
      return pay(id, h5, key);
    },
  ],
  channel_not_offered: [
    () => pay(twice, { channel: 'nothing', method: 'qr' }),
    async () => {
      // By the order itself: after shopper's data and the request were stored.
      const order = ordered({ amount: { currency: 'USD', value: 100 } });
      await call(api, order.what, { body: order.body, headers: fresh() });
      return pay(z.object({ id: z.string() }).parse(order.body).id, h5);
    },
  ],
  shopper_field_missing: [() => pay(twice, { channel: 'wechat', method: 'h5' })],
  refund_exceeds_paid: [() => refund(twice, { id: `R-${randomUUID()}`, amount: 5_000 })],
  refund_conflict: [
    async () => {
      const id = `R-${randomUUID()}`;
      await call(api, `POST /v1/orders/${byHand}/refunds`, {
        headers: fresh(),
        body: { id, amount: 1 },
      });
      return refund(twice, { id, amount: 1 });
    },
  ],
  order_not_paid: [() => refund(late, { id: `R-${randomUUID()}`, amount: 1 })],
  late_payment_not_asked: [
    async () => {
      const attempt = (await readOrder(twice)).attempts[0]?.id ?? '';
      const what = `POST /v1/orders/${twice}/late_payment`;
      return { what, headers: fresh(), body: { attempt, decision: 'refund' } };
    },
  ],
  late_payment_decided: [
    async () => {
      const attempt = (await readOrder(late)).attempts[0]?.id ?? '';
      const what = `POST /v1/orders/${late}/late_payment`;
      await call(api, what, { body: { attempt, decision: 'refund' } });
      return { what, headers: fresh(), body: { attempt, decision: 'accept' } };
    },
  ],
  refund_decision_needed: [
    async () => asOps(`POST /v1/attention/${await attention('refund')}/resolve`),
  ],
  returned_amount_wrong: [
    async () => {
      const body = { ...person, amount_returned: 1 };
      return asOps(`POST /v1/attention/${await attention('unmatched')}/resolve`, body);
    },
  ],
  refund_not_waiting: [
    async () => {
      const id = `R-${randomUUID()}`;
      const made = await call(api, `POST /v1/orders/${twice}/refunds`, {
        headers: fresh(),
        body: { id, amount: 1 },
      });
      return asOps(`POST /v1/refunds/${String(made.json()['number'])}/approve`);
    },
  ],
  idempotency_key_missing: [() => ({ ...pay(twice, qr), headers: {} })],
  idempotency_key_invalid: [
    () => ({ ...ordered({}), headers: { 'idempotency-key': 'k'.repeat(256) } }),
  ],
  idempotency_key_reused: [() => underUsedKey({ description: 'Three tickets' })],
  idempotency_key_in_use: [underHeldKey],
};

/** Why a refusal is not brought about here. */
const elsewhere: Readonly<Record<string, string>> = {
  invalid_http: 'the HTTP parser answers it, which knows no ledger',
  request_timed_out: 'the HTTP parser answers it, which knows no ledger',
  expectation_failed: 'the HTTP parser answers it, which knows no ledger',
  headers_too_large: 'the HTTP parser answers it, which knows no ledger',
  notice_address_missing: 'deliveries.test.ts asks for an event that goes nowhere',
  too_many_events: 'deliveries.test.ts fills a range and sees that nothing is sent',
  channel_refused: 'the attempt that its channel refused is a fact of the order, and stays',
  refund_not_supported: 'WeChat and Alipay refund every payment, in part too',
  order_held: 'nothing is held here; its order answers it on the path of too_many_attempts',
  channel_cooling: 'no channel refuses here; its order answers it on the path of too_many_attempts',
  payment_disputed: 'no channel here tells of a dispute; answered as refund_exceeds_paid is',
  rate_limited:
    'answered before a route is called; all it may write is the one row of its caller, which is swept',
};

const refusals = Object.entries(problemCodes).filter(
  ([, { status }]) => status >= 400 && status < 500,
);

test('every code of a refusal is brought about here, or it is said why not', () => {
  const told = [...Object.keys(ways), ...Object.keys(elsewhere)];
  expect(refusals.map(([code]) => code).filter((code) => !told.includes(code))).toEqual([]);
});

const rows = Object.entries(ways).flatMap(([code, all]) =>
  all.map((make, index) => ({ code, index, make })),
);

test.each(rows)('$code ($index) leaves every row of the ledger as it was', async (row) => {
  const { what, ...sent } = await row.make();
  const before = await everything();
  const got = await call(api, what, sent);
  expect(got.problem().code).toBe(row.code);
  expect(await everything()).toEqual(before);
});

test('a decision about refunds that are not there leaves nothing, and its key is free', async () => {
  const headers = fresh();
  const body = { numbers: ['R000000000000000000000000'], decision: 'approve', reason: 'r' };
  const before = await everything();
  const decide = (reason: string) =>
    call(api, 'POST /v1/refunds/decide', { key: ops, headers, body: { ...body, reason } });
  expect((await decide('one')).status).toBe(200);
  expect((await decide('another')).status).toBe(200);
  expect(await everything()).toEqual(before);
});

test('after a refusal its Idempotency-Key is free for another request', async () => {
  const headers = fresh();
  const refused = { ...exampleOrder, id: twice, description: 'Another' };
  const first = await call(api, 'POST /v1/orders', { headers, body: refused });
  expect(first.problem().code).toBe('order_conflict');
  const body = { ...refused, id: `A-${randomUUID()}` };
  expect((await call(api, 'POST /v1/orders', { headers, body })).status).toBe(201);
});

test('a callback that is refused is counted, and kept among the newest thousand', async () => {
  const before = await everything();
  const got = await call(api, 'POST /callbacks/wechat/default', { key: null, raw: '{}' });
  expect(got.status).toBe(401);
  const after = await everything();
  const changed = Object.keys(after).filter(
    (table) => JSON.stringify(after[table]) !== JSON.stringify(before[table]),
  );
  // A signed check of the account is wanted, once, however many come.
  expect(changed).toEqual(['account_health', 'refused_callback_counts', 'refused_callbacks']);
});
