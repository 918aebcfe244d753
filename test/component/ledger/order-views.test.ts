import { beforeAll, describe, expect, test } from 'vitest';
import type { OrderKey } from '../../../domain/values/order-key.ts';
import { run } from '../../../ledger/database/database.ts';
import { listEvents, orderEvents } from '../../../ledger/events/events.ts';
import { createOrder } from '../../../ledger/orders/orders.ts';
import { putAttemptOffer } from '../../../ledger/texts/attempt-offers.ts';
import { orderView, orderViews } from '../../../ledger/views/order-view.ts';
import { countedStatements } from './counted-statements.ts';
import {
  amountMinor,
  appendNext,
  captured,
  compensation,
  drawNumber,
  duplicate,
  merchantRefund,
  newMerchant,
  offered,
  orderOf,
  paidBy,
  planned,
  startMs,
} from './order-facts.ts';
import { openOwnLedger } from './own-ledger.ts';

const { db } = await openOwnLedger();
const publicUrl = 'https://pay.example';

/** An order with an offer, a winner, a duplicate, two refunds and a failure. */
async function fullOrder(merchant: string, orderId: string): Promise<OrderKey> {
  const order = orderOf(merchant, orderId);
  const { key } = order;
  await createOrder(db, order);
  const [winner, second, refused] = [drawNumber(), drawNumber(), drawNumber()];
  await appendNext(db, key, planned(winner), offered(winner), planned(second), planned(refused));
  await putAttemptOffer(db, second, { type: 'redirect', url: `https://pay.example/${second}` });
  await appendNext(
    db,
    key,
    offered(second),
    { type: 'attempt_refused', atMs: startMs + 2_500, number: refused, code: `no ${orderId}` },
    captured(winner),
    paidBy(winner),
    captured(second),
    duplicate(second),
    compensation(second),
    merchantRefund(winner, `${winner}R1`, `refund of ${orderId}`, amountMinor - 1),
  );
  return key;
}

describe('orders by set', () => {
  let keys: OrderKey[] = [];
  beforeAll(async () => {
    const merchant = await newMerchant(db);
    const ids = Array.from({ length: 100 }, (_, index) => `A-${index}`);
    keys = await Promise.all(ids.map((id) => fullOrder(merchant, id)));
  }, 60_000);

  test('a hundred orders take as many statements as three, and no more than twelve', async () => {
    const countOf = (asked: readonly OrderKey[]): Promise<number> =>
      countedStatements(db, (counted) => orderViews(counted, asked, { publicUrl }));
    const ofThree = await countOf(keys.slice(0, 3));
    expect(await countOf(keys)).toBe(ofThree);
    expect(ofThree).toBeLessThanOrEqual(12);
  });

  test('events of a hundred orders take as many statements as three', async () => {
    const merchant = keys[0]?.merchant ?? '';
    const countOf = (limit: number): Promise<number> =>
      countedStatements(db, (counted) =>
        listEvents(counted, { merchant, after: 0, limit, publicUrl }),
      );
    expect(await countOf(100)).toBe(await countOf(3));
    expect(await countOf(100)).toBe(3);
  });

  test('each is told as it is told alone, in the sequence that was asked for', async () => {
    const asked = [...keys.slice(40, 60)].reverse();
    const views = await orderViews(db, asked, { publicUrl });
    expect(views.map((one) => one.key)).toEqual(asked);
    for (const { key, view } of views.slice(0, 3)) {
      expect(view).toEqual(await orderView(db, key, { publicUrl }));
      expect(view.id).toBe(key.orderId);
      expect(view.attempts).toHaveLength(3);
      expect(view.attempts[2]?.failure).toMatchObject({ code: `no ${key.orderId}` });
      expect(view.refunds.map((one) => one.kind)).toEqual(['compensation', 'merchant']);
      const { events } = await orderEvents(db, key, { publicUrl });
      expect(events.at(-1)?.data.order.attempts).toHaveLength(3);
    }
  });

  test('orders of one id that belong to two merchants are not mixed up', async () => {
    const [one, other] = [await newMerchant(db), await newMerchant(db)];
    const mine = await fullOrder(one, 'same-id');
    const theirs = orderOf(other, 'same-id');
    await createOrder(db, theirs);
    const views = await orderViews(db, [theirs.key, mine], { publicUrl });
    expect(views.map(({ view }) => view.attempts.length)).toEqual([0, 3]);
  });

  test('an unknown order is left out, and one asked for twice is told twice', async () => {
    const [first] = keys;
    if (first === undefined) throw new Error('there are orders');
    const unknown = { merchant: first.merchant, orderId: 'nobody-made-it' };
    const views = await orderViews(db, [first, unknown, first], { publicUrl });
    expect(views.map((one) => one.key)).toEqual([first, first]);
    expect(await orderViews(db, [], { publicUrl })).toEqual([]);
    expect(await orderView(db, unknown, { publicUrl })).toBeNull();
  });

  test('what is held shows on its own order alone', async () => {
    const [first, second] = keys;
    if (first === undefined || second === undefined) throw new Error('there are orders');
    await run(db, 'update orders set held = true where merchant = $1 and id = $2', [
      first.merchant,
      first.orderId,
    ]);
    const views = await orderViews(db, [second, first], { publicUrl });
    expect(views.map(({ view }) => view.attention.includes('held'))).toEqual([false, true]);
  });
});
