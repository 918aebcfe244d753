import { expect, test } from 'vitest';
import type { OrderKey } from '../../../domain/values/order-key.ts';
import { createOrder } from '../../../ledger/orders/orders.ts';
import { mostMatches, searchOrders } from '../../../ledger/orders/search.ts';
import {
  appendNext,
  captured,
  compensation,
  drawNumber,
  merchantRefund,
  newMerchant,
  newOrder,
  orderOf,
  paidBy,
  paidOrder,
  paidTwice,
  planned,
  startMs,
} from './order-facts.ts';
import { openOwnLedger } from './own-ledger.ts';

const { db } = await openOwnLedger();

async function orderNamed(merchant: string, orderId: string): Promise<OrderKey> {
  const order = orderOf(merchant, orderId);
  await createOrder(db, order);
  return order.key;
}

async function foundIds(text: string, merchant: string | null): Promise<string[]> {
  return (await searchOrders(db, text, merchant)).map((one) => one.orderId);
}

test('an order is found by its id, payment number, channel references and refunds', async () => {
  const key = await newOrder(db);
  const [winner, reference] = [drawNumber(), `cs_test_${drawNumber()}`];
  const refundId = `refund-${drawNumber()}`;
  await appendNext(db, key, planned(winner), {
    type: 'attempt_offered',
    atMs: startMs + 2_000,
    number: winner,
    channelReference: reference,
  });
  await appendNext(db, key, captured(winner, `4200${winner}`), paidBy(winner));
  await appendNext(db, key, merchantRefund(winner, `RF${winner}`, refundId, 100), {
    type: 'refund_answered',
    atMs: startMs + 9_000,
    askedAtMs: startMs + 9_000,
    number: `RF${winner}`,
    channelReference: `5030${winner}`,
  });
  const texts = {
    order_id: key.orderId,
    payment_number: winner,
    channel_reference: reference,
    refund_id: refundId,
    refund_number: `RF${winner}`,
  };
  for (const [matched, value] of Object.entries(texts)) {
    const match = [{ merchant: key.merchant, orderId: key.orderId, matched, value }];
    expect(await searchOrders(db, value, key.merchant)).toEqual(match);
    expect(await searchOrders(db, value.slice(0, -4), null)).toEqual(match);
  }
  for (const value of [`4200${winner}`, `5030${winner}`]) {
    const match = { matched: 'channel_reference', value };
    expect(await searchOrders(db, value, null)).toMatchObject([match]);
  }
});

test('a text of five characters is looked for as it is, one of six as a beginning, too', async () => {
  const merchant = await newMerchant(db);
  for (const id of ['abcde', 'abcdef', 'abcdefg', 'ABCDEF']) await orderNamed(merchant, id);
  expect(await foundIds('abcd', merchant)).toEqual([]);
  expect(await foundIds('abcde', merchant)).toEqual(['abcde']);
  expect(await foundIds('abcdef', merchant)).toEqual(['abcdef', 'abcdefg']);
  expect(await foundIds('bcdefg', merchant)).toEqual([]);
});

test('no character of the text stands for another', async () => {
  const merchant = await newMerchant(db);
  await orderNamed(merchant, 'under_score-1');
  await orderNamed(merchant, 'underXscore-2');
  expect(await foundIds('under_score', merchant)).toEqual(['under_score-1']);
  for (const text of ['under%', '%%%%%%', '______', 'under\\_', "under'; drop table orders; --"]) {
    expect(await foundIds(text, merchant)).toEqual([]);
  }
});

test('a merchant finds its own orders alone; operations find all, each with its merchant', async () => {
  const [one, other] = [await newMerchant(db), await newMerchant(db)];
  const id = `shared-${drawNumber()}`;
  for (const merchant of [one, other]) await orderNamed(merchant, id);
  expect(await searchOrders(db, id, one)).toEqual([
    { merchant: one, orderId: id, matched: 'order_id', value: id },
  ]);
  const all = await searchOrders(db, id, null);
  expect(all.map((match) => match.merchant)).toEqual([one, other].sort());
  expect(await searchOrders(db, id, await newMerchant(db))).toEqual([]);
});

test('an order is told once, by what fits best, and one that is meant exactly comes first', async () => {
  const { key, second } = await paidTwice(db);
  await appendNext(db, key, compensation(second));
  expect(await searchOrders(db, second, key.merchant)).toMatchObject([
    { orderId: key.orderId, matched: 'payment_number', value: second },
  ]);
  expect(await searchOrders(db, `${second}R1`, key.merchant)).toMatchObject([
    { orderId: key.orderId, matched: 'refund_number', value: `${second}R1` },
  ]);
  const of = await paidOrder(db);
  const longer = await orderNamed(of.key.merchant, `${of.winner}-000`);
  expect(await foundIds(of.winner, of.key.merchant)).toEqual([of.key.orderId, longer.orderId]);
});

test('no more than fifty are found, and the one that is meant is among them', async () => {
  const merchant = await newMerchant(db);
  for (let index = 0; index < mostMatches + 5; index += 1) {
    await orderNamed(merchant, `many-orders-${String(index).padStart(3, '0')}`);
  }
  await orderNamed(merchant, 'many-orders');
  const found = await foundIds('many-orders', merchant);
  expect(found).toHaveLength(mostMatches);
  expect(found[0]).toBe('many-orders');
});
