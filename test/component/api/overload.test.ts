import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Engine } from '../../../api/engine/engine.ts';
import { engineProblem } from '../../../api/engine/engine-problem.ts';
import type { Database } from '../../../ledger/database/database.ts';
import { rulesEngine } from '../edge/rules-engine.ts';
import { drawNumber } from '../ledger/order-facts.ts';
import { paidTwice } from '../ledger/paid-twice.ts';
import { rowsInAll } from '../ledger/rows-in-all.ts';
import { type RunningApi, startApi } from './api-without-engine.ts';
import { call, exampleOrder, type Got } from './http-call.ts';
import { paperCallback } from './paper-channel.ts';

/** An engine that can stand still: it takes no click, as where workers have no time for more. */
const engine = { isWell: Promise.resolve(), merchants: [] as string[], hanging: 0 };
/** As many as there are seats. */
const seats = 3;

/** @returns a function that lets the engine go on */
function stall(): () => void {
  let goOn = (): void => undefined;
  engine.isWell = new Promise((resolve) => (goOn = resolve));
  return () => goOn();
}

function engineOn(database: Database): Engine {
  const rules = rulesEngine(database);
  return {
    ...rules,
    request: async (order, type, note, onTaken) => {
      if (type === 'pay') {
        engine.merchants.push(order.key.merchant);
        engine.hanging += 1;
        if (engine.hanging > seats) throw engineProblem(new Error('more than there are seats'));
        await engine.isWell;
        engine.hanging -= 1;
      }
      const answer = await rules.request(order, type, note);
      onTaken?.();
      return answer;
    },
  };
}

const limits = { floor: 1, ceiling: seats, targetMs: 20_000 };
const api = await startApi(engineOn, undefined, { admission: limits });
/** With one seat and four places, where whoever waits is patient. */
const fair = await startApi(engineOn, undefined, {
  admission: { ...limits, ceiling: 1, waiting: { most: 4, mostMs: 60_000 } },
});

async function newOrder(at: RunningApi = api): Promise<string> {
  const id = `A-${randomUUID()}`;
  const made = await call(at, 'POST /v1/orders', { body: { ...exampleOrder, id } });
  expect(made.status, made.text).toBe(201);
  return id;
}

/** `key`: its Idempotency-Key. `as`: whose API key, the shop's by default. `at`: which API. */
type Sending = Readonly<{ key?: string | undefined; as?: string; at?: RunningApi }>;

/** A POST about an order. */
function ask(what: string, body: unknown, { key, as, at = api }: Sending = {}): Promise<Got> {
  const headers = { 'idempotency-key': key ?? randomUUID() };
  return call(at, `POST /v1/orders/${what}`, { body, headers, key: as ?? at.keys.shop });
}

function click(order: string, sending: Sending = {}): Promise<Got> {
  return ask(`${order}/attempts`, { channel: 'paper', method: 'qr' }, sending);
}

function callback(): Promise<Got> {
  const notice = { id: randomUUID(), signed_at_ms: Date.now(), number: 'NOBODYS' };
  const { body, signature } = paperCallback({ ...notice, kind: 'payment' });
  const headers = { 'paper-signature': signature };
  return call(api, 'POST /callbacks/paper/default', { key: null, raw: body, headers });
}

/** Fills every seat with clicks that hang; `answers` come once the engine goes on. */
async function takeAllSeats(
  orders: readonly string[],
): Promise<Readonly<{ answers: Promise<readonly Got[]> }>> {
  const before = engine.merchants.length;
  const answers = Promise.all(orders.map((order) => click(order)));
  await expect
    .poll(() => engine.merchants.length - before, { timeout: 20_000 })
    .toBe(orders.length);
  return { answers };
}

// Made while nothing is refused: while clicks are, as many new orders are.
const made = await Promise.all(Array.from({ length: 27 }, () => newOrder()));
const newOrders = (count: number): string[] => made.splice(0, count);
const statuses = (all: readonly Got[]): number[] => all.map(({ status }) => status);

test('more clicks than the engine takes are refused before anything of them was done, and taken later', async () => {
  const [first, surplus] = [newOrders(3), newOrders(8)];
  const goOn = stall();
  const hanging = await takeAllSeats(first);
  const keys = surplus.map(() => randomUUID());
  const before = await rowsInAll(api.database);
  const refused = await Promise.all(surplus.map((order, at) => click(order, { key: keys[at] })));
  for (const one of refused) {
    expect(one.problem()).toMatchObject({ code: 'overloaded', status: 503, retryable: true });
    expect(one.problem().detail).toContain('nothing was done');
    expect(Number(one.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  }
  expect(await rowsInAll(api.database), 'rows of a refused click').toEqual(before);
  expect(engine.merchants).toHaveLength(3);

  goOn();
  expect(statuses(await hanging.answers)).toEqual([201, 201, 201]);
  for (const [at, order] of surplus.entries()) {
    expect((await click(order, { key: keys[at] })).status).toBe(201);
  }
});

test('callbacks, decisions about refunds, controls, reads and health are taken while clicks are refused', async () => {
  const [hung, other = ''] = [newOrders(3), ...newOrders(1)];
  const { refund } = await paidTwice(api.database, 'shop', `A-${drawNumber()}`);
  const goOn = stall();
  const hanging = await takeAllSeats(hung);
  expect((await click(other)).problem().code).toBe('overloaded');
  const asOps = { key: api.keys.ops };
  const reason = 'ticket 4711';
  const controls = { automatic_refunds: true, refund_caps: {}, daily_budgets: [], reason };
  const answers = await Promise.all([
    callback(),
    call(api, `POST /v1/refunds/${refund}/approve`, { ...asOps, body: { reason } }),
    call(api, 'PUT /v1/controls', { ...asOps, body: controls }),
    call(api, `GET /v1/orders/${other}`),
    call(api, 'GET /readyz', { key: null }),
  ]);
  expect(statuses(answers)).toEqual([200, 200, 200, 200, 200]);
  goOn();
  await hanging.answers;
});

test('clicks that the ledger answers are not refused: paid orders, and repeats of what is known', async () => {
  const [hung, known = ''] = [newOrders(3), ...newOrders(1)];
  const paid = `A-${drawNumber()}`;
  await paidTwice(api.database, 'shop', paid);
  const key = randomUUID();
  const first = await click(known, { key });
  const goOn = stall();
  const hanging = await takeAllSeats(hung);
  const again = await click(known, { key });
  expect(again.headers.get('idempotent-replayed')).toBe('true');
  expect(again.json()['id']).toBe(first.json()['id']);
  expect((await click(paid)).problem().code).toBe('order_already_paid');
  goOn();
  await hanging.answers;
});

test('refunds, closings and words on late payments are refused before anything of them was done, and done later', async () => {
  const [hung, open = ''] = [newOrders(3), ...newOrders(1)];
  const paid = `A-${drawNumber()}`;
  const { second } = await paidTwice(api.database, 'shop', paid);
  const keys = [randomUUID(), randomUUID(), randomUUID()] as const;
  const askAll = () =>
    Promise.all([
      ask(`${paid}/refunds`, { id: paid, amount: 1 }, { key: keys[0] }),
      ask(`${open}/close`, {}, { key: keys[1] }),
      ask(`${paid}/late_payment`, { attempt: second, decision: 'refund' }, { key: keys[2] }),
    ]);
  const goOn = stall();
  const hanging = await takeAllSeats(hung);
  const before = await rowsInAll(api.database);
  for (const one of await askAll()) {
    expect(one.problem()).toMatchObject({ code: 'overloaded', status: 503 });
    expect(Number(one.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  }
  expect(await rowsInAll(api.database), 'rows of what was refused').toEqual(before);
  goOn();
  await hanging.answers;
  const [refunded, closed, decided] = await askAll();
  expect([refunded.status, closed.status]).toEqual([201, 200]);
  expect(decided.problem().code, 'the order was asked').toBe('late_payment_not_asked');

  const goOnAgain = stall();
  const others = await takeAllSeats(newOrders(3));
  const [again] = await askAll();
  expect(again.headers.get('idempotent-replayed'), 'a repeat asks no order').toBe('true');
  goOnAgain();
  await others.answers;
});

test('while one merchant’s clicks fill all seats and places, another’s order, read and click are taken', async () => {
  const as = fair.keys.other;
  const othersOrder = async (): Promise<string> => {
    const id = `B-${randomUUID()}`;
    const made = await call(fair, 'POST /v1/orders', { body: { ...exampleOrder, id }, key: as });
    expect(made.status, made.text).toBe(201);
    return id;
  };
  const orders = await Promise.all(Array.from({ length: 7 }, () => newOrder(fair)));
  const [hung = '', ...surplus] = orders;
  const goOn = stall();
  const asked = engine.merchants.length;
  const first = click(hung, { at: fair });
  await expect.poll(() => engine.merchants.length - asked, { timeout: 20_000 }).toBe(1);
  // The seat that is kept for others is taken, too.
  const spare = click(await othersOrder(), { as, at: fair });
  await expect.poll(() => engine.merchants.length - asked, { timeout: 20_000 }).toBe(2);
  let refused = 0;
  const flood = surplus.map(async (order) => {
    if ((await click(order, { at: fair })).status === 503) refused += 1;
  });
  await expect.poll(() => refused, { timeout: 20_000 }).toBe(2);
  const id = await othersOrder();
  expect((await call(fair, `GET /v1/orders/${id}`, { key: as })).status).toBe(200);
  const taken = click(id, { as, at: fair });
  // It has a place: that of the flood's newest, which has lost it.
  await expect.poll(() => refused, { timeout: 20_000 }).toBe(3);
  goOn();
  expect((await taken).status).toBe(201);
  await Promise.all([first, spare, ...flood]);
  expect(engine.merchants.length - asked).toBe(6);
});
