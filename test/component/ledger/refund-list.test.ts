import { beforeAll, describe, expect, test } from 'vitest';
import type { OrderKey } from '../../../domain/values/order-key.ts';
import { run } from '../../../ledger/database/database.ts';
import { isRefundCursor, type RefundFilter } from '../../../ledger/orders/refund-list.ts';
import { orderView } from '../../../ledger/views/order-view.ts';
import { refundViewOf, refundViews } from '../../../ledger/views/refund-list.ts';
import { countedStatements } from './counted-statements.ts';
import {
  appendNext,
  compensation,
  heldCompensation,
  merchantRefund,
  newMerchant,
  paidOrder,
  paidTwice,
  startMs,
} from './order-facts.ts';
import { openOwnLedger } from './own-ledger.ts';

const { db } = await openOwnLedger();
const publicUrl = 'https://pay.example';

async function numbers(filter: Partial<RefundFilter>): Promise<string[]> {
  const { items } = await refundViews(db, { merchant: null, limit: 100, ...filter });
  return items.map((one) => one.number);
}

describe('refunds of all orders', () => {
  let key: OrderKey = { merchant: '', orderId: '' };
  let [waits, asked, other] = ['', '', ''];
  beforeAll(async () => {
    const first = await paidTwice(db);
    key = first.key;
    await appendNext(db, key, heldCompensation(first.second, 'over_cap'));
    asked = `${first.winner}R1`;
    await appendNext(db, key, {
      ...merchantRefund(first.winner, asked, 'R-1', 100),
      atMs: startMs + 6_000,
    });
    await run(
      db,
      `insert into refund_reasons (number, merchant, order_id, reason) values ($1, $2, $3, 'too many')`,
      [asked, key.merchant, key.orderId],
    );
    waits = `${first.second}R1`;
    const second = await paidTwice(db);
    await appendNext(db, second.key, { ...compensation(second.second), atMs: startMs + 7_000 });
    other = `${second.second}R1`;
  });

  test('are told newest first, each as its order tells it, and whose it is', async () => {
    const { items, nextCursor } = await refundViews(db, { merchant: key.merchant, limit: 100 });
    expect(nextCursor).toBeNull();
    const view = await orderView(db, key, { publicUrl });
    const of = { merchant: key.merchant, order_id: key.orderId, currency: 'CNY' };
    expect(items).toEqual(view?.refunds.map((one) => ({ ...one, ...of })).reverse());
    expect(items[0]).toMatchObject({ id: 'R-1', reason: 'too many', kind: 'merchant' });
    expect(await numbers({})).toEqual([other, asked, waits]);
  });

  test('are narrowed by merchant, status, kind, order and age', async () => {
    expect(await numbers({ merchant: await newMerchant(db) })).toEqual([]);
    expect(await numbers({ status: 'awaiting_approval' })).toEqual([waits]);
    expect(await numbers({ kind: 'merchant' })).toEqual([asked]);
    expect(await numbers({ orderId: key.orderId })).toEqual([asked, waits]);
    expect(await numbers({ orderId: 'none' })).toEqual([]);
    expect(await numbers({ createdAfterMs: startMs + 6_000 })).toEqual([other]);
  });

  test('come page by page, none twice and none left out', async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof refundViews>> = await refundViews(db, {
        merchant: null,
        limit: 1,
        ...(cursor === null ? {} : { cursor }),
      });
      seen.push(...page.items.map((one) => one.number));
      cursor = page.nextCursor;
      if (cursor !== null) expect(isRefundCursor(cursor)).toBe(true);
    } while (cursor !== null);
    expect(seen).toEqual([other, asked, waits]);
    const strange = Buffer.from('[1,"a\\u0000"]').toString('base64url');
    for (const text of ['x', '', strange]) expect(isRefundCursor(text)).toBe(false);
    await expect(numbers({ cursor: 'x' })).rejects.toThrow(RangeError);
  });

  test('one is found by its number, by its own merchant alone', async () => {
    expect(await refundViewOf(db, asked, null)).toMatchObject({
      number: asked,
      reason: 'too many',
    });
    expect(await refundViewOf(db, asked, key.merchant)).toMatchObject({ order_id: key.orderId });
    expect(await refundViewOf(db, asked, await newMerchant(db))).toBeNull();
    expect(await refundViewOf(db, 'NONE', null)).toBeNull();
  });

  test('however many they are, a page takes the same few statements', async () => {
    const { key: many, winner } = await paidOrder(db);
    for (let index = 1; index <= 20; index += 1) {
      const number = `${winner}R${index}`;
      await appendNext(db, many, merchantRefund(winner, number, `many-${index}`, 10));
    }
    const countOf = (limit: number): Promise<number> =>
      countedStatements(db, (counted) => refundViews(counted, { merchant: null, limit }));
    expect(await countOf(20)).toBe(await countOf(1));
    expect(await countOf(20)).toBeLessThanOrEqual(6);
  });
});
