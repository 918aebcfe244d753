import { beforeEach, describe, expect, test } from 'vitest';
import type { RecordedFact } from '../../../domain/facts/fact.ts';
import type { OrderKey } from '../../../domain/values/order-key.ts';
import { budgetDay } from '../../../ledger/people/budget.ts';
import {
  automaticRefundsOn,
  type Controls,
  getControls,
  putControls,
} from '../../../ledger/people/controls.ts';
import { createOrder } from '../../../ledger/orders/orders.ts';
import { loadFacts } from '../../../ledger/orders/facts.ts';
import {
  amountMinor,
  appendNext,
  captured,
  closed,
  compensation,
  heldCompensation,
  drawNumber,
  late,
  merchantRefund,
  newMerchant,
  orderOf,
  paidOrder,
  paidTwice,
  planned,
  startMs,
} from './order-facts.ts';
import { openOwnLedger } from './own-ledger.ts';

const { db } = await openOwnLedger();
const by = { name: 'Ann', reason: 'a test' };
const open: Controls = { automaticRefunds: true, refundCaps: {}, dailyBudgets: [] };

beforeEach(async () => {
  await putControls(db, open, by);
});

/** An order of this merchant whose late payment is owed. */
async function owing(merchant: string): Promise<{ key: OrderKey; number: string }> {
  const order = orderOf(merchant);
  await createOrder(db, order);
  const number = drawNumber();
  await appendNext(db, order.key, planned(number), ...closed);
  await appendNext(db, order.key, captured(number), late(number));
  return { key: order.key, number };
}

describe('the controls', () => {
  test('come back as they were put', async () => {
    const merchant = await newMerchant(db);
    const put: Controls = {
      automaticRefunds: false,
      refundCaps: { BRL: 1, CNY: 0 },
      dailyBudgets: [{ merchant, currency: 'CNY', amountMinor: 5 }],
    };
    await putControls(db, put, by);
    expect(await getControls(db)).toEqual(put);
    expect(await automaticRefundsOn(db)).toBe(false);
  });

  test('the switch holds every compensation, and nothing of the append is written', async () => {
    const { key, second } = await paidTwice(db);
    const { seq } = await loadFacts(db, key);
    await putControls(db, { ...open, automaticRefunds: false }, by);
    const held = await appendNext(db, key, compensation(second));
    expect(held).toMatchObject({ kind: 'held', hold: 'switch_off' });
    expect((await loadFacts(db, key)).seq).toBe(seq);
    await putControls(db, open, by);
    expect((await appendNext(db, key, compensation(second))).kind).toBe('appended');
  });

  test('a compensation above the cap is held, one at the cap is not', async () => {
    const { key, second } = await paidTwice(db);
    await putControls(db, { ...open, refundCaps: { CNY: amountMinor - 1 } }, by);
    const held = await appendNext(db, key, compensation(second));
    expect(held).toMatchObject({ kind: 'held', hold: 'over_cap' });
    await putControls(db, { ...open, refundCaps: { CNY: amountMinor } }, by);
    expect((await appendNext(db, key, compensation(second))).kind).toBe('appended');
  });

  test('the daily budget is never passed, however many ask at once', async () => {
    const merchant = await newMerchant(db);
    const budget = { merchant, currency: 'CNY', amountMinor: 2 * amountMinor };
    const owed = await Promise.all([1, 2, 3, 4, 5].map(() => owing(merchant)));
    await putControls(db, { ...open, dailyBudgets: [budget] }, by);
    const asked = await Promise.all(
      owed.map(({ key, number }) => appendNext(db, key, compensation(number))),
    );
    expect(asked.map((one) => one.kind).sort()).toEqual([
      'appended',
      'appended',
      'held',
      'held',
      'held',
    ]);
    expect(asked).toContainEqual(expect.objectContaining({ kind: 'held', hold: 'over_budget' }));
  });

  test("the budget's day is UTC's, and the next day has its own", async () => {
    expect(budgetDay(Date.UTC(2026, 0, 5, 23, 59, 59, 999))).toBe('2026-01-05');
    const merchant = await newMerchant(db);
    const [first, second] = [await owing(merchant), await owing(merchant)];
    await putControls(
      db,
      { ...open, dailyBudgets: [{ merchant, currency: 'CNY', amountMinor }] },
      by,
    );
    await appendNext(db, first.key, compensation(first.number));
    const today = compensation(second.number);
    expect((await appendNext(db, second.key, today)).kind).toBe('held');
    const tomorrow = { ...today, atMs: today.atMs + 86_400_000 };
    expect((await appendNext(db, second.key, tomorrow)).kind).toBe('appended');
  });

  test('an append sent again takes its share once', async () => {
    const merchant = await newMerchant(db);
    const [first, second] = [await owing(merchant), await owing(merchant)];
    const budget = { merchant, currency: 'CNY', amountMinor: 2 * amountMinor };
    await putControls(db, { ...open, dailyBudgets: [budget] }, by);
    const { append } = await import('../../../ledger/append/append.ts');
    const { seq } = await loadFacts(db, first.key);
    const facts = [compensation(first.number)];
    const same = {
      key: first.key,
      facts,
      consumed: { callbacks: [], answers: [] },
      digest: null,
      nextDueAtMs: null,
    };
    await append(db, { ...same, expectedSeq: seq });
    expect((await append(db, { ...same, expectedSeq: seq })).kind).toBe('appended');
    expect((await appendNext(db, second.key, compensation(second.number))).kind).toBe('appended');
  });

  test('neither a refund by the merchant nor one a person released is held', async () => {
    const { key, winner } = await paidOrder(db);
    const twice = await paidTwice(db);
    await putControls(db, { ...open, automaticRefunds: false }, by);
    const asked = merchantRefund(winner, `${winner}R1`, 'R-1', 1);
    expect((await appendNext(db, key, asked)).kind).toBe('appended');
    const held = heldCompensation(twice.second, 'switch_off');
    const of = { number: held.number, atMs: startMs + 6_000 };
    const released: RecordedFact[] = [
      held,
      { ...of, type: 'refund_approved', by, input: 'approve:1' },
      { ...of, type: 'refund_released', amountMinor },
    ];
    expect((await appendNext(db, twice.key, ...released)).kind).toBe('appended');
  });
});
