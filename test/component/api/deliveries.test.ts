import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { appendNext, captured, drawNumber, paidBy, planned } from '../ledger/order-facts.ts';
import { startApi } from './api-without-engine.ts';
import { call, exampleOrder, type Got } from './http-call.ts';

const api = await startApi();
const merchant = 'shop';
const told = { event: '', order: '' };

const url = 'https://shop.example/hooks';

async function addressed(notifyUrl: string | null): Promise<void> {
  const change = { key: api.keys.ops, body: { notify_url: notifyUrl } };
  await call(api, `PATCH /v1/merchants/${merchant}`, change);
}

beforeAll(async () => {
  await addressed(url);
  told.order = `A-${randomUUID()}`;
  await call(api, 'POST /v1/orders', { body: { ...exampleOrder, id: told.order } });
  const number = drawNumber();
  const key = { merchant, orderId: told.order };
  await appendNext(api.database, key, planned(number), captured(number), paidBy(number));
  const events = await call(api, `GET /v1/orders/${told.order}/events`);
  told.event = String((events.json()['data'] as { id: string }[])[0]?.id);
});

function secret(more: Readonly<Record<string, unknown>> = {}): Promise<Got> {
  return call(api, `POST /v1/merchants/${merchant}/notice_secret`, { key: api.keys.ops, ...more });
}

test('a secret is shown once: a repeat of the request tells that it was made, and not the secret', async () => {
  const headers = { 'idempotency-key': randomUUID() };
  const made = await secret({ headers, body: { overlap_s: 60 } });
  expect(made.status).toBe(201);
  expect(made.json()['secret']).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  const again = await secret({ headers, body: { overlap_s: 60 } });
  expect(again.status).toBe(201);
  expect(again.json()).toEqual({ secret: null });
  const other = await secret({ body: {} });
  expect(other.json()['secret']).not.toBe(made.json()['secret']);
  expect((await call(api, 'GET /v1/audit', { key: api.keys.ops })).text).toContain(
    'notice_secret_made',
  );
});

test('an event is sent again by its merchant and by ops; another merchant’s is not there', async () => {
  const path = `POST /v1/events/${told.event}/resend`;
  expect((await call(api, path)).json()).toEqual({ events: 1 });
  const asOps = await call(api, path, { key: api.keys.ops });
  expect(asOps.status).toBe(202);
  const other = await call(api, path, { key: api.keys.other });
  expect(other.problem().code).toBe('event_not_found');
  expect((await call(api, path, { key: api.keys.reader })).problem().code).toBe('role_not_allowed');
});

test('a time range is sent again, or is refused as too long before anything is sent', async () => {
  const body = {
    created_after: new Date(Date.UTC(2026, 0, 1)).toISOString(),
    created_before: new Date(Date.now() + 60_000).toISOString(),
  };
  const range = await call(api, 'POST /v1/events/resend', { body });
  expect(range.json()).toEqual({ events: 1 });
  await addressed(null);
  await api.owner.query(
    `insert into events (id, merchant, order_id, sequence, type, version, snapshot, created_at)
     select 'evt_' || md5(n::text), $1, $2, n, 'order.closed', 1, '{}', now()
     from generate_series(1000, 11000) as n`,
    [merchant, told.order],
  );
  await addressed(url);
  const many = await call(api, 'POST /v1/events/resend', { body });
  expect(many.problem().code).toBe('too_many_events');
  const lines = await api.owner.query(
    "select count(*)::int as n from notice_lines where resend <> ''",
  );
  expect(lines.rows).toEqual([{ n: 1 }]);
});

test('an event that has no address to go to is not sent again, and it is said so', async () => {
  await addressed(null);
  const sent = await call(api, `POST /v1/events/${told.event}/resend`);
  expect(sent.problem().code).toBe('notice_address_missing');
});

test('deliveries are listed by order, event and outcome, and no merchant sees another’s', async () => {
  await api.owner.query(
    `insert into notice_tries (merchant, order_id, event, url, attempt, is_resend, started_at,
       duration_ms, status, response_status, error)
     select $1, $2, $3, 'https://shop.example/hooks', n, false, now(), 84,
       case n when 3 then 'accepted' else 'failed' end, case n when 3 then 200 else 500 end,
       case n when 3 then null else 'The receiver answered 500.' end
     from generate_series(1, 3) as n`,
    [merchant, told.order, told.event],
  );
  const list = async (query: string, key = api.keys.shop): Promise<unknown[]> =>
    (await call(api, `GET /v1/deliveries?${query}`, { key })).json()['data'] as unknown[];
  expect(await list(`event=${told.event}&limit=1`)).toMatchObject([
    { event: told.event, order_id: told.order, attempt: 3, status: 'accepted', error: null },
  ]);
  expect(await list(`order=${told.order}&status=failed`)).toHaveLength(2);
  expect(await list(`order=${told.order}`, api.keys.ops)).toHaveLength(3);
  expect(await list(`order=${told.order}`, api.keys.other)).toEqual([]);
});
