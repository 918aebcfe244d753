import { describe, expect, test } from 'vitest';
import { type Client, createClient } from '../../../client/client.ts';
import type { Event, Order } from '../../../client/contract.ts';
import { OutcomeUnknownError } from '../../../client/outcome-unknown-error.ts';
import { isProblem } from '../../../client/problem-error.ts';
import { offeredOrder, openEdge, sayWechat, startRelay, wechatTrade } from '../edge/open-edge.ts';
import { exampleOrder } from './http-call.ts';

/** The client against a real API, whose every answer is held against the document meanwhile. */
const api = await openEdge();
startRelay(api);

function clientOf(key: string, fetched: typeof fetch = fetch): Client {
  return createClient({ url: api.url, key, fetch: fetched, patience: { tries: 3, forMs: 10_000 } });
}

const shop = clientOf(api.keys.shop);
const ops = clientOf(api.keys.ops);

async function codeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (isProblem(error)) return error.code;
    throw error;
  }
  return 'done';
}

test('an order is made once, read, listed, found and closed', async () => {
  const made = await shop.orders.create({ ...exampleOrder, id: 'client-1' });
  expect(await shop.orders.create({ ...exampleOrder, id: 'client-1' })).toEqual(made);
  expect((await shop.orders.get('client-1')).amount).toEqual({ currency: 'CNY', value: 1999 });
  expect((await shop.search('client-1')).data[0]?.order_id).toBe('client-1');
  const listed: string[] = [];
  for await (const one of shop.orders.list({ limit: 1 })) listed.push(one.id);
  expect(listed).toContain('client-1');
  expect((await shop.orders.close('client-1')).status).toMatch(/^clos/);
  const told: string[] = [];
  for await (const event of shop.orders.events('client-1')) told.push(event.type);
  expect(told).toEqual(['order.closed']);
});

test('lists are read page by page, only as far as they are iterated', async () => {
  for (const id of ['page-1', 'page-2', 'page-3']) {
    await shop.orders.create({ ...exampleOrder, id });
  }
  let asked = 0;
  const counting = clientOf(api.keys.shop, (...given) => {
    asked += 1;
    return fetch(...given);
  });
  const seen: string[] = [];
  for await (const one of counting.orders.list({ limit: 2 })) {
    seen.push(one.id);
    if (seen.length === 3) break;
  }
  expect([seen, asked]).toEqual([['page-3', 'page-2', 'page-1'], 2]);
  const sizes: number[] = [];
  for await (const page of counting.orders.list({ limit: 2 }).pages()) sizes.push(page.data.length);
  expect(sizes.slice(0, -1).every((size) => size === 2)).toBe(true);
});

test('who watches an order, and who follows events, is told of the payment at once and once', async () => {
  const ending = new AbortController();
  const { id, number } = await offeredOrder(api, 'wechat');
  const { signal } = ending;
  const versions: number[] = [];
  const paid = (async (): Promise<Order> => {
    for await (const order of shop.orders.watch(id, { signal, waitS: 5 })) {
      versions.push(order.version);
      if (order.status === 'paid') return order;
    }
    throw new Error('the watch ended');
  })();
  const followed = (async (): Promise<Event> => {
    for await (const { event } of shop.events.follow({ signal, waitS: 5 })) {
      if (event.order_id === id) return event;
    }
    throw new Error('the events ended');
  })();
  await sayWechat(api, JSON.stringify(wechatTrade(number)));
  expect((await paid).winner).toBe(number);
  expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
  expect(await followed).toMatchObject({ type: 'order.paid', data: { order: { id } } });
  const again: string[] = [];
  for await (const event of shop.events.list()) if (event.order_id === id) again.push(event.type);
  expect(again).toEqual(['order.paid']);
  const refund = await shop.orders.refund(id, { id: 'R-1', amount: 500 });
  expect(refund).toMatchObject({ amount: 500, attempt: number });
  ending.abort();
});

test('following goes on at a cursor that was kept, and misses nothing', async () => {
  const all: string[] = [];
  for await (const event of shop.events.list()) all.push(event.id);
  expect(all.length).toBeGreaterThan(1);
  const seen: string[] = [];
  let kept = '0';
  while (seen.length < all.length) {
    for await (const { event, cursor } of shop.events.follow({ after: kept, waitS: 0 })) {
      if (!seen.includes(event.id)) seen.push(event.id);
      if (cursor !== kept) {
        kept = cursor;
        break;
      }
    }
  }
  expect(seen).toEqual(all);
});

describe('refusals are typed, and nothing is lost between request and answer', () => {
  test('problems by their code', async () => {
    expect(await codeOf(shop.orders.get('never-made'))).toBe('order_not_found');
    expect(await codeOf(clientOf('pk_wrong').orders.get('x'))).toBe('unauthenticated');
    expect(await codeOf(shop.merchants.list())).toBe('role_not_allowed');
    const order = { ...exampleOrder, id: 'client-2' };
    await shop.orders.create(order);
    expect(await codeOf(shop.orders.refund('client-2', { id: 'R-1', amount: 1 }))).toBe(
      'order_not_paid',
    );
    expect(await codeOf(shop.orders.create({ ...order, description: 'Other' }))).toBe(
      'order_conflict',
    );
  });

  test('answers that are lost on their way cost nothing twice: the same attempt is answered', async () => {
    await shop.orders.create({ ...exampleOrder, id: 'client-3' });
    let lost = 0;
    const lossy = clientOf(api.keys.shop, async (...given) => {
      const response = await fetch(...given);
      lost += 1;
      if (lost > 2) return response;
      await response.text();
      throw new TypeError('fetch failed', { cause: new Error('other side closed') });
    });
    const attempt = await lossy.orders.pay('client-3', { channel: 'wechat', method: 'qr' });
    const order = await shop.orders.get('client-3');
    expect([lost, order.attempts.map((one) => one.id)]).toEqual([3, [attempt.id]]);
  });

  test('where it ends unknown, the key that the error names brings what came of it', async () => {
    await shop.orders.create({ ...exampleOrder, id: 'client-4' });
    const deaf = clientOf(api.keys.shop, async (...given) => {
      await (await fetch(...given)).text();
      throw new TypeError('fetch failed', { cause: new Error('other side closed') });
    });
    const pay = { channel: 'wechat', method: 'qr' };
    const error = await deaf.orders.pay('client-4', pay).catch((one: unknown) => one);
    expect(error).toBeInstanceOf(OutcomeUnknownError);
    const { idempotencyKey } = error as OutcomeUnknownError;
    const attempt = await shop.orders.pay('client-4', pay, {
      idempotencyKey: idempotencyKey ?? undefined,
    });
    expect((await shop.orders.get('client-4')).attempts.map((one) => one.id)).toEqual([attempt.id]);
  });
});

test('an operator’s calls: merchants, keys, controls, attention, audit, timeline, readiness', async () => {
  const made = await ops.merchants.create({ id: 'third', name: 'Third' });
  expect((await ops.merchants.get('third')).id).toBe(made.id);
  expect((await ops.merchants.change('third', { name: 'Third shop' })).name).toBe('Third shop');
  const key = await ops.keys.create('third', { role: 'merchant', label: 'till' });
  const third = clientOf(key.key ?? '');
  await third.orders.create({ ...exampleOrder, id: 'client-5' });
  expect((await ops.orders.get('client-5', { merchant: 'third' })).id).toBe('client-5');
  expect((await ops.orders.timeline('client-5', { merchant: 'third' })).data).toHaveLength(1);
  expect((await ops.keys.revoke('third', key.id, { afterS: 60 })).revoked_at).not.toBeNull();
  expect((await ops.keys.list('third')).data).toHaveLength(1);
  const controls = await ops.controls.get();
  expect(await ops.controls.put({ ...controls, reason: 'none' })).toEqual(controls);
  const acts: string[] = [];
  for await (const act of ops.audit.list()) acts.push(act.what);
  expect(acts.length).toBeGreaterThan(3);
  for await (const item of ops.attention.list()) expect(item.id).toBeDefined();
  for await (const one of ops.refunds.list({}, { merchant: 'shop' })) {
    expect((await ops.refunds.get(one.number, { merchant: 'shop' })).number).toBe(one.number);
  }
  expect((await shop.channels()).data.length).toBeGreaterThan(1);
  expect((await ops.ready()).ledger).toBe('reachable');
});
