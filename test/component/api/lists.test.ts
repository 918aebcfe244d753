import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { appendNext, merchantRefund } from '../ledger/order-facts.ts';
import { type PaidTwice, paidTwice } from '../ledger/paid-twice.ts';
import { rulesEngine } from '../edge/rules-engine.ts';
import { startApi } from './api-without-engine.ts';
import { call, type Got, type Sent } from './http-call.ts';

const api = await startApi(rulesEngine);
const ops = { key: api.keys.ops };

const page = z.strictObject({
  data: z.array(z.record(z.string(), z.unknown())),
  next_cursor: z.string().nullable(),
});

async function listed(path: string, sent: Sent = {}): Promise<z.output<typeof page>> {
  const got = await call(api, `GET ${path}`, sent);
  expect(got.status, got.text).toBe(200);
  return page.parse(got.json());
}

async function numbersOf(path: string, sent: Sent = {}): Promise<unknown[]> {
  return (await listed(path, sent)).data.map((one) => one['number']);
}

/** An order paid twice, whose compensation waits for a person, and a refund of the merchant's. */
async function waitingRefund(merchant: string, orderId: string): Promise<PaidTwice> {
  const made = await paidTwice(api.database, merchant, orderId);
  const { key, winner } = made;
  const asked = merchantRefund(winner, `${winner}R1`, `refund-${orderId}`, 100);
  await appendNext(api.database, key, asked);
  return made;
}

const made: PaidTwice[] = [];
const of = (index: number): PaidTwice => {
  const one = made[index];
  if (one === undefined) throw new Error('three orders are made');
  return one;
};

beforeAll(async () => {
  made.push(await waitingRefund('shop', 'shop-order-1'));
  made.push(await waitingRefund('shop', 'shop-order-2'));
  made.push(await waitingRefund('other', 'other-order'));
});

describe('search', () => {
  const search = (q: string, sent: Sent = {}): Promise<Got> =>
    call(api, `GET /v1/search?q=${encodeURIComponent(q)}`, sent);

  test('finds an order by what somebody holds in hand', async () => {
    const { winner } = of(0);
    for (const [q, matched, value] of [
      ['shop-order-1', 'order_id', 'shop-order-1'],
      [` ${winner} `, 'payment_number', winner],
      [`T-${winner}`, 'channel_reference', `T-${winner}`],
      ['refund-shop-order-1', 'refund_id', 'refund-shop-order-1'],
      [`${winner}R1`, 'refund_number', `${winner}R1`],
    ] as const) {
      const match = { order_id: 'shop-order-1', merchant: 'shop', matched, value };
      expect((await search(q)).json()).toEqual({ data: [match] });
    }
    expect((await search('shop-ord')).json()['data']).toHaveLength(2);
    expect((await search('shop-')).json()).toEqual({ data: [] });
  });

  test('shows a merchant and a reader their own orders, operations those of all', async () => {
    const { winner } = of(2);
    for (const key of [api.keys.shop, api.keys.reader]) {
      expect((await search(winner, { key })).json()).toEqual({ data: [] });
    }
    expect((await search(winner, ops)).json()['data']).toHaveLength(1);
    const named = await search(winner, { ...ops, headers: { merchant: 'shop' } });
    expect(named.json()).toEqual({ data: [] });
    const foreign = await search(winner, { headers: { merchant: 'other' } });
    expect(foreign.problem().code).toBe('merchant_not_found');
  });
});

describe('refunds', () => {
  test('are listed newest first with their orders, page by page', async () => {
    const all = await listed('/v1/refunds?merchant=shop', ops);
    expect(all.data).toHaveLength(4);
    const first = await listed('/v1/refunds?limit=3');
    expect(first.data).toEqual(all.data.slice(0, 3));
    const rest = await listed(`/v1/refunds?limit=3&cursor=${first.next_cursor ?? ''}`);
    expect(rest).toEqual({ data: all.data.slice(3), next_cursor: null });
    const told = all.data.find((one) => one['number'] === of(0).refund);
    const order = z
      .object({ refunds: z.array(z.record(z.string(), z.unknown())) })
      .parse((await call(api, 'GET /v1/orders/shop-order-1')).json());
    expect(told).toEqual({
      ...order.refunds.find((one) => one['number'] === of(0).refund),
      merchant: 'shop',
      order_id: 'shop-order-1',
      currency: 'CNY',
    });
  });

  test('are narrowed, and shown to their own merchant alone', async () => {
    expect(await numbersOf('/v1/refunds?status=awaiting_approval&order=shop-order-1')).toEqual([
      of(0).refund,
    ]);
    expect(await numbersOf('/v1/refunds?kind=merchant&order=shop-order-1')).toEqual([
      `${of(0).winner}R1`,
    ]);
    expect(await numbersOf('/v1/refunds?order=other-order')).toEqual([]);
    expect(await numbersOf('/v1/refunds?order=other-order', ops)).toHaveLength(2);
    expect(await numbersOf('/v1/refunds', { key: api.keys.reader })).toHaveLength(4);
    expect(await numbersOf('/v1/refunds?created_after=2099-01-01T00:00:00Z', ops)).toEqual([]);
  });

  test('one is read by its number; another merchant’s is not there', async () => {
    const { refund } = of(2);
    const read = await call(api, `GET /v1/refunds/${refund}`, { key: api.keys.other });
    expect(read.json()).toMatchObject({ number: refund, order_id: 'other-order' });
    expect((await call(api, `GET /v1/refunds/${refund}`, ops)).status).toBe(200);
    for (const key of [api.keys.shop, api.keys.reader]) {
      const hidden = (await call(api, `GET /v1/refunds/${refund}`, { key })).problem();
      expect(hidden.code).toBe('refund_not_found');
    }
    const none = await call(api, 'GET /v1/refunds/decide', ops);
    expect([none.problem().code, none.headers.get('allow')]).toEqual([
      'method_not_allowed',
      'POST',
    ]);
  });
});

describe('attention', () => {
  test('is narrowed and read page by page', async () => {
    const all = await listed('/v1/attention', ops);
    expect(all.data).toHaveLength(3);
    expect(all.data[0]).toMatchObject({ kind: 'refund', channel: 'wechat', account: 'default' });
    const first = await listed('/v1/attention?limit=2', ops);
    const rest = await listed(`/v1/attention?limit=2&cursor=${first.next_cursor ?? ''}`, ops);
    expect([...first.data, ...rest.data]).toEqual(all.data);
    expect(rest.next_cursor).toBeNull();
    expect(await numbersOf('/v1/attention?merchant=other', ops)).toEqual([of(2).refund]);
    expect(await numbersOf('/v1/attention?kind=refund&channel=wechat', ops)).toHaveLength(3);
    for (const none of ['kind=account', 'kind=unmatched', 'channel=alipay']) {
      expect(await numbersOf(`/v1/attention?${none}`, ops)).toEqual([]);
    }
  });
});

describe('the audit', () => {
  test('tells who did what, when and why, of one person, order or time', async () => {
    const reason = 'seen with the channel, ticket 4711';
    const { refund } = await waitingRefund('other', 'audited');
    const approved = await call(api, `POST /v1/refunds/${refund}/approve`, {
      ...ops,
      body: { reason },
    });
    expect(approved.status, approved.text).toBe(200);
    const controls = { automatic_refunds: true, refund_caps: { CNY: 5 }, daily_budgets: [] };
    await call(api, 'PUT /v1/controls', { ...ops, body: { ...controls, reason: 'a sale' } });
    const ofOrder = await listed('/v1/audit?order=audited', ops);
    expect(ofOrder).toEqual({
      data: [
        {
          id: expect.stringMatching(/^act_[0-9a-f]{32}$/) as string,
          at: expect.any(String) as string,
          by: 'Ada',
          what: 'refund_approved',
          why: reason,
          merchant: 'other',
          order: 'audited',
          subject: refund,
          detail: {},
        },
      ],
      next_cursor: null,
    });
    const [newest] = (await listed('/v1/audit?by=Ada&limit=1', ops)).data;
    expect(newest).toMatchObject({ what: 'controls_changed', why: 'a sale', detail: controls });
    const before = await listed('/v1/audit?limit=1', ops);
    const next = await listed(`/v1/audit?limit=1&cursor=${before.next_cursor ?? ''}`, ops);
    expect(next.data).toEqual(ofOrder.data);
    for (const none of ['by=Ad', 'after=2099-01-01T00:00:00Z', 'merchant=shop']) {
      expect((await listed(`/v1/audit?${none}`, ops)).data).toEqual([]);
    }
  });
});
