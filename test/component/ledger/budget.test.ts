import { expect, test } from 'vitest';
import type { OrderKey } from '../../../domain/values/order-key.ts';
import type { Appended } from '../../../ledger/append/append.ts';
import { putControls } from '../../../ledger/people/controls.ts';
import { createOrder } from '../../../ledger/orders/orders.ts';
import { refundsOfOrders } from '../../../ledger/orders/refunds.ts';
import {
  amountMinor,
  appendNext,
  captured,
  compensation,
  drawNumber,
  duplicate,
  heldCompensation,
  newMerchant,
  offered,
  orderOf,
  paidBy,
  planned,
} from './order-facts.ts';
import { openOwnLedger } from './own-ledger.ts';

/** Rule 10, with a thousand duplicates; the live test of it has a dozen. */
const orders = 1_000;
const withinBudget = 10;
const atOnce = 20;

const { db } = await openOwnLedger();

async function paidTwiceAt(merchant: string): Promise<Readonly<{ key: OrderKey; second: string }>> {
  const order = orderOf(merchant);
  await createOrder(db, order);
  const [winner, second] = [drawNumber(), drawNumber()];
  await appendNext(
    db,
    order.key,
    planned(winner),
    offered(winner),
    planned(second),
    captured(winner),
    paidBy(winner),
    captured(second),
    duplicate(second),
  );
  return { key: order.key, second };
}

/**
 * Appends as the order's workflow does: a compensation that the controls hold is appended as held.
 */
async function compensate(key: OrderKey, second: string): Promise<Appended> {
  const asked = await appendNext(db, key, compensation(second));
  if (asked.kind === 'held') await appendNext(db, key, heldCompensation(second, asked.hold));
  return asked;
}

/** Runs the work for each, a few at once. */
async function overAll<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const left = [...all];
  const done: R[] = [];
  const worker = async (): Promise<void> => {
    for (let one = left.pop(); one !== undefined; one = left.pop()) done.push(await work(one));
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return done;
}

test('a thousand duplicates against a budget for ten: ten go out, the rest wait for a person', async () => {
  const merchant = await newMerchant(db);
  const owed = await overAll(
    Array.from({ length: orders }, () => merchant),
    paidTwiceAt,
  );
  const budget = { merchant, currency: 'CNY', amountMinor: withinBudget * amountMinor };
  await putControls(
    db,
    { automaticRefunds: true, refundCaps: {}, dailyBudgets: [budget] },
    { name: 'Ann', reason: 'a test' },
  );
  const asked = await overAll(owed, ({ key, second }) => compensate(key, second));
  const out = asked.filter((one) => one.kind === 'appended');
  const held = asked.filter((one) => one.kind === 'held' && one.hold === 'over_budget');
  expect(out).toHaveLength(withinBudget);
  expect(held).toHaveLength(orders - withinBudget);
  const standing = await overAll(
    owed,
    async ({ key }) => (await refundsOfOrders(db, [key])).of(key)[0]?.status,
  );
  expect(standing.filter((one) => one === 'requested')).toHaveLength(withinBudget);
  expect(standing.filter((one) => one === 'awaiting_approval')).toHaveLength(orders - withinBudget);
});
