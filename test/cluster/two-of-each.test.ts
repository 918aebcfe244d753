import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { pidOf } from '../../workflows/messages/worker-identity.ts';
import { EngineConsole } from '../live/engine.ts';
import { type RunningPaidOnce, startPaidOnce } from '../kit/paidonce.ts';
import { type Json, Shop, Street } from '../kit/shop.ts';
import { secondApi, type SecondProcess, secondWorker } from '../kit/second-process.ts';

/** Two API processes and two workers at once, on one ledger and one engine. */
const timeScale = 0.1;
const h5 = { method: 'h5', shopper: { ip: '203.0.113.7' } };

let paidonce: RunningPaidOnce;
let street: Street;
/** One shop at each API. */
let shops: readonly [Shop, Shop];
let second: Readonly<{ api: SecondProcess; worker: SecondProcess }>;

beforeEach(async () => {
  paidonce = await startPaidOnce({ timeScale });
  const [api, worker] = await Promise.all([
    secondApi(paidonce, timeScale),
    secondWorker(paidonce, timeScale),
  ]);
  second = { api: api.process, worker };
  street = new Street(paidonce.addresses);
  shops = [new Shop(paidonce.addresses), new Shop({ ...paidonce.addresses, api: api.url })];
});
afterEach(async () => {
  await Promise.all([second.api.stop(), second.worker.stop()]);
  await paidonce.stop();
});

const numbered = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at);
const shopAt = (index: number): Shop => (index % 2 === 0 ? shops[0] : shops[1]);

/** The same click, at the APIs in turn, until one answers; 409 while its first request still runs. */
async function clickUntilAnswered(
  id: string,
  from: number,
  more: object = {},
  key: string = randomUUID(),
): Promise<Json> {
  for (let turn = from; ; turn += 1) {
    try {
      const answer = await shopAt(turn).pay(id, { key, ...more });
      if (answer.status < 300) return answer.body;
      expect([409, 429, 500, 503]).toContain(answer.status);
    } catch {
      // Whoever held the connection is dead.
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const isSettled = (order: Json): boolean =>
  order.status === 'paid' &&
  order.attempts.every((one: Json) => one.role !== 'duplicate' || one.amount_refunded === 1999);

/** One winner, every other cent back, no code charged twice. */
async function expectMoneyBookRight(id: string, captured: number): Promise<void> {
  const order = await shops[0].until(
    id,
    (one) =>
      isSettled(one) &&
      one.attempts.filter((it: Json) => it.amount_captured > 0).length === captured / 1999,
  );
  const money = await street.money(id);
  expect(money).toMatchObject({ captured, net: 1999 });
  for (const payment of money.payments) {
    expect(payment.charges).toBeLessThanOrEqual(1);
    const kept = payment.captured - payment.refunded;
    expect(kept).toBe(payment.number === order.winner ? 1999 : 0);
  }
}

/** Process ids of the workers that took steps of these orders. */
async function workersOf(ids: readonly string[]): Promise<ReadonlySet<number>> {
  const engine = await EngineConsole.open(paidonce.addresses);
  const pids = new Set<number>();
  try {
    for (const id of ids) {
      const { events } = await engine.workflow(id).fetchHistory();
      for (const event of events ?? []) {
        const pid = pidOf(event.workflowTaskStartedEventAttributes?.identity ?? '');
        if (pid !== null) pids.add(pid);
      }
    }
  } finally {
    await engine.close();
  }
  return pids;
}

describe('two API processes and two workers at once', () => {
  test('one-winner: clicks at both APIs are handed one code; both workers take part', async () => {
    const ids = await Promise.all(numbered(20).map((at) => shopAt(at).order()));
    await Promise.all(
      ids.map(async (id) => {
        const clicks = await Promise.all(numbered(4).map((at) => shopAt(at).pay(id)));
        expect(new Set(clicks.map((one) => one.body.id)).size).toBe(1);
        const number = String(clicks[0]?.body.id);
        const order = await shops[1].until(id, (one) => one.attempts[0].action !== null);
        expect(order.attempts).toHaveLength(1);
        await street.pay(number);
        await expectMoneyBookRight(id, 1999);
      }),
    );
    expect(await workersOf(ids)).toEqual(new Set([paidonce.pid('worker'), second.worker.pid]));
  });

  test('the same key at both APIs is one attempt, and both name the same one in the end', async () => {
    const id = await shops[0].order();
    const key = randomUUID();
    const clicks = numbered(6).map((at) => clickUntilAnswered(id, at, {}, key));
    const answers = await Promise.all(clicks);
    expect(new Set(answers.map((one) => one.id)).size).toBe(1);
    expect((await shops[1].get(id)).attempts).toHaveLength(1);
  });

  test('books-balance: both codes of an order paid in the same instant, callbacks twice', async () => {
    await Promise.all(
      numbered(8).map(async (at) => {
        const id = await shopAt(at).order();
        const first = String((await shopAt(at).pay(id)).body.id);
        await street.fault('close', 'payable_after_close', first, { times: 5 });
        const young = String((await shopAt(at + 1).pay(id, h5)).body.id);
        expect(young).not.toBe(first);
        for (const one of [first, young]) await street.fault('callback', 'callback_twice', one);
        await Promise.all([street.pay(first), street.pay(young)]);
        await expectMoneyBookRight(id, 3998);
      }),
    );
  });
});

describe('kill -9 of one worker and one API in the middle', () => {
  /** Orders at every stage: being clicked, offered, paid a moment ago, to be refunded. */
  async function inTheMiddle(kill: () => Promise<unknown>): Promise<void> {
    const offered = await Promise.all(
      numbered(12).map(async (at) => {
        const id = await shopAt(at).order();
        return { id, number: String((await clickUntilAnswered(id, at)).id) };
      }),
    );
    const doubles = await Promise.all(
      offered.slice(0, 4).map(async ({ id, number }, at) => {
        await street.fault('close', 'payable_after_close', number, { times: 5 });
        return String((await clickUntilAnswered(id, at, h5)).id);
      }),
    );
    const fresh = await Promise.all(numbered(6).map((at) => shopAt(at).order()));
    const clicks = fresh.map((id, at) => clickUntilAnswered(id, at));
    const numbers = [...offered.map((one) => one.number), ...doubles];
    const payments = numbers.map((number) => street.pay(number));
    await kill();
    await Promise.all(payments);
    await Promise.all(
      clicks.map(async (click, at) => {
        const { id: number } = await click;
        const id = String(fresh[at]);
        await shops[0].until(id, (order) => order.attempts[0].action !== null);
        await street.pay(String(number));
      }),
    );
    await Promise.all(offered.map(({ id }, at) => expectMoneyBookRight(id, at < 4 ? 3998 : 1999)));
    await Promise.all(fresh.map((id) => expectMoneyBookRight(id, 1999)));
  }

  test('nothing-lost: the second of each dies and stays dead', async () => {
    await inTheMiddle(() => Promise.all([second.worker.kill(), second.api.kill()]));
  });

  test('nothing-lost: the first of each dies and comes again', async () => {
    await inTheMiddle(() => Promise.all([paidonce.kill('worker'), paidonce.kill('api')]));
  });
});
