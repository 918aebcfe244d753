import { describe, expect, test } from 'vitest';
import type { QueryAnswer } from '../../../domain/order/channel-answer.ts';
import type { TaskAnswer } from '../../../domain/facts/input.ts';
import type { OrderKey } from '../../../domain/values/order-key.ts';
import type { CallName } from '../../../domain/agenda/task.ts';
import { append, type Appended } from '../../../ledger/append/append.ts';
import { pendingAnswers, putAnswer } from '../../../ledger/answers/channel-answers.ts';
import { loadFacts } from '../../../ledger/orders/facts.ts';
import {
  amountMinor,
  appendNext,
  captured,
  drawNumber,
  merchantRefund,
  newOrder,
  offered,
  paidBy,
  paidOrder,
  planned,
  startMs,
} from './order-facts.ts';
import { openOwnLedger } from './own-ledger.ts';

/** no-guess, rule 18: nothing but evidence from a channel moves money, and it stands in a row. */
const { db } = await openOwnLedger();

type Opened = Readonly<{ key: OrderKey; number: string }>;

async function opened(): Promise<Opened> {
  const key = await newOrder(db);
  const number = drawNumber();
  await appendNext(db, key, planned(number), offered(number));
  return { key, number };
}

function queryOf({ number }: Opened, askedAtMs = startMs + 3_000): CallName {
  return { call: 'query', number, askedAtMs };
}

function success(transaction: string, minor = amountMinor): QueryAnswer {
  const of = { returnedMinor: 0, paidAtMs: null };
  return { kind: 'success', transaction, amountMinor: minor, currency: 'CNY', ...of };
}

async function store({ key, number }: Opened, name: CallName, answer: QueryAnswer): Promise<void> {
  const attempt = { number, channel: 'wechat', account: 'default' };
  const { askedAtMs } = name;
  await putAnswer(db, {
    key,
    name,
    attempt,
    answer: { type: 'queried', number, askedAtMs, answer },
  });
}

async function pay({ key, number }: Opened, answers: readonly CallName[]): Promise<Appended> {
  const { seq } = await loadFacts(db, key);
  const facts = [captured(number), paidBy(number)];
  const of = { consumed: { callbacks: [], answers }, nextDueAtMs: null, digest: null };
  return append(db, { key, expectedSeq: seq, facts, ...of });
}

describe('a success is appended beside the row that holds it, and not without', () => {
  test('the row bears it, and is taken once', async () => {
    const order = await opened();
    const name = queryOf(order);
    await store(order, name, success(`T-${order.number}`));
    expect((await pay(order, [name])).kind).toBe('appended');
    expect(await pendingAnswers(db, order.key, [name])).toEqual([]);
    const again = await opened();
    expect((await pay(again, [name])).kind).toBe('unproven');
  });

  test.each<[string, (order: Opened) => Promise<CallName>]>([
    ['there is none', (order) => Promise.resolve(queryOf(order))],
    [
      'it is the answer to another call',
      async (order) => {
        await store(order, queryOf(order), success(`T-${order.number}`));
        return queryOf(order, startMs + 3_001);
      },
    ],
    [
      'it says another amount',
      async (order) => {
        await store(order, queryOf(order), success(`T-${order.number}`, amountMinor + 1));
        return queryOf(order);
      },
    ],
    [
      'it says another transaction',
      async (order) => {
        await store(order, queryOf(order), success('T-another'));
        return queryOf(order);
      },
    ],
    [
      'it says that nothing was paid',
      async (order) => {
        await store(order, queryOf(order), { kind: 'unpaid' });
        return queryOf(order);
      },
    ],
    [
      'it is of another order',
      async (order) => {
        const another = await opened();
        await store(another, queryOf(order), success(`T-${order.number}`));
        return queryOf(order);
      },
    ],
  ])('unproven where %s: nothing is written', async (_, name) => {
    const order = await opened();
    const { seq } = await loadFacts(db, order.key);
    expect((await pay(order, [await name(order)])).kind).toBe('unproven');
    expect((await loadFacts(db, order.key)).seq).toBe(seq);
  });

  test('unproven where its attempt is on another account than the one that answered', async () => {
    const order = await opened();
    const { key, number } = order;
    const name = queryOf(order);
    const { askedAtMs } = name;
    const said: TaskAnswer = {
      type: 'queried',
      number,
      askedAtMs,
      answer: success(`T-${number}`),
    };
    const attempt = { number, channel: 'wechat', account: 'another' };
    await putAnswer(db, { key, name, attempt, answer: said });
    expect((await pay(order, [name])).kind).toBe('unproven');
  });
});

test('rule 10: a refund is put off without a row: a call that was not executed is no evidence, and moves nothing', async () => {
  const { key, winner } = await paidOrder(db);
  await appendNext(db, key, merchantRefund(winner, `${winner}R1`, 'r1', 500));
  const { seq } = await loadFacts(db, key);
  const notBeforeMs = startMs + 60_000;
  const busy = { number: `${winner}R1`, notBeforeMs, failure: { code: 'busy' } } as const;
  const facts = [{ type: 'refund_postponed', ...busy, atMs: startMs + 30_000 }] as const;
  const of = { consumed: { callbacks: [], answers: [] }, nextDueAtMs: null, digest: null };
  expect((await append(db, { key, expectedSeq: seq, facts, ...of })).kind).toBe('appended');
});

test('of two answers to the same kind of call the later asked stays', async () => {
  const order = await opened();
  const [early, late] = [queryOf(order), queryOf(order, startMs + 4_000)];
  await store(order, late, success(`T-${order.number}`));
  await store(order, early, { kind: 'unpaid' });
  expect(await pendingAnswers(db, order.key, [early])).toEqual([]);
  expect(await pendingAnswers(db, order.key, [late])).toHaveLength(1);
});
