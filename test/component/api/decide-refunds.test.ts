import { expect, test } from 'vitest';
import { z } from 'zod';
import { forgetKeys } from '../../../ledger/keys/idempotency-keys.ts';
import { loadFacts } from '../../../ledger/orders/facts.ts';
import type { Engine } from '../../../api/engine/engine.ts';
import { engineProblem } from '../../../api/engine/engine-problem.ts';
import { rulesEngine } from '../edge/rules-engine.ts';
import { drawNumber } from '../ledger/order-facts.ts';
import { paidTwice } from '../ledger/paid-twice.ts';
import { startApi } from './api-without-engine.ts';
import { call, type Got } from './http-call.ts';

/** Orders that the engine does not answer for, and how many requests reached it at a time. */
const silent = new Set<string>();
const load = { asked: 0, now: 0, most: 0 };

const api = await startApi((database): Engine => {
  const rules = rulesEngine(database);
  return {
    ...rules,
    request: async (order, type, note) => {
      load.asked += 1;
      load.now += 1;
      load.most = Math.max(load.most, load.now);
      try {
        if (silent.has(order.key.orderId)) throw engineProblem(new Error('no answer'));
        return await rules.request(order, type, note);
      } finally {
        load.now -= 1;
      }
    },
  };
});

/** A refund that waits for approval. @returns its number */
async function waiting(orderId = `A-${drawNumber()}`): Promise<string> {
  return (await paidTwice(api.database, 'shop', orderId)).refund;
}

function decide(
  numbers: readonly string[],
  key: string | null = null,
  decision = 'reject',
): Promise<Got> {
  return call(api, 'POST /v1/refunds/decide', {
    key: api.keys.ops,
    headers: key === null ? {} : { 'idempotency-key': key },
    body: { numbers, decision, reason: 'ticket 4711' },
  });
}

const decided = z.strictObject({
  data: z.array(
    z.strictObject({
      number: z.string(),
      status: z.string().optional(),
      problem: z.object({ code: z.string(), retryable: z.boolean() }).loose().optional(),
    }),
  ),
});

function told(got: Got): z.output<typeof decided>['data'] {
  expect(got.status, got.text).toBe(200);
  return decided.parse(got.json()).data;
}

test('each is decided on its own, in the sequence of the numbers, one named twice once', async () => {
  const [first, second] = [await waiting(), await waiting()];
  const of = told(await decide([first, 'NONE', second, first]));
  expect(of).toMatchObject([
    { number: first, status: 'manual' },
    { number: 'NONE', problem: { code: 'refund_not_found', status: 404, retryable: false } },
    { number: second, status: 'manual' },
  ]);
  const again = told(await decide([first], null, 'approve'));
  expect(again).toMatchObject([{ number: first, problem: { code: 'refund_not_waiting' } }]);
  expect(again[0]?.problem?.['type']).toBe('https://pay.example/docs/problems/refund_not_waiting');
});

test('approval lets them go out, and is recorded with name and reason', async () => {
  const orderId = 'approved-together';
  const number = await waiting(orderId);
  expect(told(await decide([number], null, 'approve'))[0]).toHaveProperty('status');
  const { facts } = await loadFacts(api.database, { merchant: 'shop', orderId });
  expect(facts).toContainEqual(
    expect.objectContaining({
      type: 'refund_approved',
      number,
      by: { name: 'Ada', reason: 'ticket 4711' },
    }),
  );
});

test('repeated under its key it decides nothing twice; another request under it is refused', async () => {
  const numbers = [await waiting('repeated'), 'NONE'];
  const first = await decide(numbers, 'key-1');
  const again = await decide(numbers, 'key-1');
  expect(told(again)).toEqual(told(first));
  expect(again.headers.get('idempotent-replayed')).toBe('true');
  const { facts } = await loadFacts(api.database, { merchant: 'shop', orderId: 'repeated' });
  expect(facts.filter((one) => one.type === 'refund_rejected')).toHaveLength(1);
  const other = await decide(numbers.slice(0, 1), 'key-1');
  expect(other.problem().code).toBe('idempotency_key_reused');
});

test('what was unknown is asked again by the repeat, under the same name', async () => {
  const number = await waiting('silent');
  silent.add('silent');
  expect(told(await decide([number], 'key-2'))).toMatchObject([
    { number, problem: { code: 'engine_unavailable', retryable: true } },
  ]);
  silent.delete('silent');
  expect(told(await decide([number], 'key-2'))).toMatchObject([{ number, status: 'manual' }]);
  expect(told(await decide([number], 'key-2'))).toMatchObject([{ number, status: 'manual' }]);
});

test('five at a time, and one order that is silent holds up no other', async () => {
  const names = Array.from({ length: 12 }, (_, index) => `together-${index}`);
  const numbers = await Promise.all(names.map((name) => waiting(name)));
  silent.add('together-0');
  load.most = 0;
  const of = told(await decide(numbers));
  expect(of.map((one) => one.number)).toEqual(numbers);
  expect(of[0]?.problem?.code).toBe('engine_unavailable');
  expect(of.slice(1).every((one) => one.status === 'manual')).toBe(true);
  expect(load.most).toBeGreaterThan(1);
  expect(load.most).toBeLessThanOrEqual(5);
});

test('an engine that answers none is not asked a hundred times, and what was not asked is not done', async () => {
  const names = Array.from({ length: 20 }, (_, index) => `nobody-${index}`);
  const numbers = await Promise.all(names.map((name) => waiting(name)));
  for (const name of names) silent.add(name);
  load.asked = 0;
  const of = told(await decide(numbers, 'key-3'));
  expect(of.every((one) => one.problem?.code === 'engine_unavailable')).toBe(true);
  expect(load.asked).toBeLessThanOrEqual(10);
  silent.clear();
  expect(told(await decide(numbers, 'key-3')).every((one) => one.status === 'manual')).toBe(true);
});

test('its key is forgotten with the order of the first refund that it names', async () => {
  const number = await waiting('to-be-forgotten');
  await decide(['NONE', number], 'key-of-one');
  const kept = async (): Promise<unknown> =>
    (await api.database.query(`select from idempotency_keys where key = 'key-of-one'`)).rowCount;
  expect(await kept()).toBe(1);
  await forgetKeys(api.database, { merchant: 'shop', orderId: 'to-be-forgotten' });
  expect(await kept()).toBe(0);
});

test('an ops key that names a merchant decides none of another’s refunds', async () => {
  const number = await waiting();
  const asOps = { key: api.keys.ops, headers: { merchant: 'other' } };
  const sent = { ...asOps, body: { reason: 'ticket 4711' } };
  const one = await call(api, `POST /v1/refunds/${number}/reject`, sent);
  expect(one.problem().code).toBe('refund_not_found');
  const body = { numbers: [number], decision: 'reject', reason: 'ticket 4711' };
  const many = await call(api, 'POST /v1/refunds/decide', { ...asOps, body });
  expect(decided.parse(many.json()).data[0]?.problem?.code).toBe('refund_not_found');
  expect(load.now).toBe(0);
  const own = { ...sent, headers: { merchant: 'shop' } };
  expect((await call(api, `POST /v1/refunds/${number}/reject`, own)).status).toBe(200);
});
