import { describe, expect, test } from 'vitest';
import { listAttention } from '../../../ledger/people/attention.ts';
import {
  putAttemptInput,
  eraseAttemptInputs,
  eraseUnusedInputs,
  readAttemptInput,
} from '../../../ledger/texts/attempt-inputs.ts';
import {
  eraseAttemptOffers,
  putAttemptOffer,
  readAttemptOffer,
} from '../../../ledger/texts/attempt-offers.ts';
import { findAttempt } from '../../../ledger/orders/attempts.ts';
import { calledPayment } from '../../../ledger/orders/called-payment.ts';
import { calledRefund } from '../../../ledger/orders/called-refund.ts';
import { loadFacts } from '../../../ledger/orders/facts.ts';
import { listOrders } from '../../../ledger/orders/order-list.ts';
import { orderView } from '../../../ledger/views/order-view.ts';
import { leaseOverdue, noteNextDue } from '../../../ledger/orders/dues.ts';
import { createOrder, findOrder, findOrderByToken } from '../../../ledger/orders/orders.ts';
import { claimRefundId, releaseRefundId } from '../../../ledger/orders/refund-ids.ts';
import { findRefund } from '../../../ledger/orders/refunds.ts';
import { LedgerViolation } from '../../../ledger/database/violation.ts';
import {
  amountMinor,
  appendNext,
  heldCompensation,
  drawNumber,
  merchantRefund,
  newMerchant,
  newOrder,
  offered,
  orderOf,
  paidOrder,
  paidTwice,
  planned,
  startMs,
} from './order-facts.ts';
import { openOwnLedger } from './own-ledger.ts';

const { db } = await openOwnLedger();
const publicUrl = 'https://pay.example';

describe('making an order', () => {
  test('the same order again is the same, other content under its id a conflict', async () => {
    const order = orderOf(await newMerchant(db));
    const made = await Promise.all([1, 2, 3].map(() => createOrder(db, order)));
    expect(made.map((one) => one.kind).sort()).toEqual(['created', 'same', 'same']);
    const other = await createOrder(db, { ...order, contentHash: 'another' });
    expect(other).toEqual({ kind: 'conflict' });
    expect((await loadFacts(db, order.key)).facts).toEqual([
      expect.objectContaining({ type: 'order_created', deadlineMs: order.deadlineMs }),
    ]);
  });

  test('an order of an unknown merchant is refused and leaves nothing', async () => {
    const order = orderOf('nobody');
    await expect(createOrder(db, order)).rejects.toThrow(LedgerViolation);
    expect(await findOrder(db, order.key)).toBeNull();
  });

  test('two merchants may use one order id, and the token of the page finds the right one', async () => {
    const [one, two] = [await newMerchant(db), await newMerchant(db)];
    await createOrder(db, orderOf(one, 'A-1'));
    await createOrder(db, orderOf(two, 'A-1'));
    const second = await findOrder(db, { merchant: two, orderId: 'A-1' });
    expect((await findOrderByToken(db, second?.checkoutToken ?? ''))?.key.merchant).toBe(two);
    expect(await findOrderByToken(db, 'no token')).toBeNull();
  });
});

describe('the watchdog', () => {
  test('an order nobody clicked on is overdue after its deadline, until nothing is due', async () => {
    const key = await newOrder(db);
    const order = orderOf(key.merchant);
    const isOverdue = async (nowMs: number): Promise<boolean> => {
      const terms = { overdueMs: 60_000, heldTimesLonger: 5, limit: 1_000 };
      const leased = await leaseOverdue(db, { ...terms, nowMs });
      return leased.some((one) => one.key.orderId === key.orderId);
    };
    expect(await isOverdue(order.deadlineMs)).toBe(false);
    expect(await isOverdue(order.deadlineMs + 1)).toBe(true);
    await noteNextDue(db, key, null);
    expect(await isOverdue(order.deadlineMs + 1)).toBe(false);
  });
});

describe('listing orders', () => {
  test('pages follow each other without a gap or a repeat, newest first', async () => {
    const merchant = await newMerchant(db);
    const ids = ['a', 'b', 'c', 'd', 'e'];
    for (const [index, id] of ids.entries()) {
      // Two orders of the same moment, so that the id must decide.
      await createOrder(db, {
        ...orderOf(merchant, id),
        createdAtMs: startMs + Math.floor(index / 2),
      });
    }
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await listOrders(db, {
        merchant,
        limit: 2,
        ...(cursor === null ? {} : { cursor }),
      });
      seen.push(...page.items.map((one) => one.key.orderId));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual([...ids].reverse());
  });

  test('status, attention and age narrow the list', async () => {
    const { key } = await paidTwice(db);
    const of = { merchant: key.merchant, limit: 10 };
    await createOrder(db, orderOf(key.merchant, 'open'));
    const ids = async (filter: object): Promise<string[]> =>
      (await listOrders(db, { ...of, ...filter })).items.map((one) => one.key.orderId);
    expect(await ids({ status: 'paid' })).toEqual([key.orderId]);
    expect(await ids({ attention: 'any' })).toEqual([key.orderId]);
    expect(await ids({ attention: 'duplicate' })).toEqual([key.orderId]);
    expect(await ids({ attention: 'late' })).toEqual([]);
    expect(await ids({ createdAfterMs: startMs })).toEqual([]);
    await expect(listOrders(db, { ...of, cursor: 'x' })).rejects.toThrow(RangeError);
  });
});

describe('an attempt', () => {
  test('is found by account and payment number, with what its channel must be told', async () => {
    const { key, winner } = await paidOrder(db);
    expect(await findAttempt(db, 'wechat', 'default', winner)).toEqual({ key });
    expect(await findAttempt(db, 'wechat', 'another', winner)).toBeNull();
    expect(await calledPayment(db, key, winner)).toMatchObject({
      method: 'qr',
      account: 'default',
      amount: { amountMinor, currency: 'CNY' },
      plannedAtMs: startMs + 1_000,
      description: 'Two tickets',
      transaction: `T-${winner}`,
    });
    expect(await calledPayment(db, key, 'NONE')).toBeNull();
    const another = { ...key, orderId: 'another' };
    expect(await calledPayment(db, another, winner)).toBeNull();
  });

  test("the offer is shown while it can be acted on, and shopper's data can be erased", async () => {
    const key = await newOrder(db);
    const number = drawNumber();
    const qr = { type: 'qr', content: 'weixin://pay', expires_at: '2026-01-05T12:15:00Z' } as const;
    await putAttemptInput(db, { number, key, shopper: { openid: 'o-1' } });
    await putAttemptInput(db, { number, key, shopper: { openid: 'another' } });
    expect((await readAttemptInput(db, number)).shopper).toEqual({ openid: 'o-1' });
    await expect(putAttemptOffer(db, number, qr)).rejects.toThrow(LedgerViolation);
    await appendNext(db, key, planned(number));
    await putAttemptOffer(db, number, qr);
    const shown = async (): Promise<unknown> =>
      (await orderView(db, key, { publicUrl }))?.attempts[0]?.action;
    expect(await shown()).toBeNull();
    await appendNext(db, key, offered(number));
    expect(await shown()).toEqual(qr);
    await appendNext(db, key, {
      type: 'attempt_withdrawn',
      atMs: startMs + 3_000,
      number,
      reason: 'superseded',
    });
    expect(await shown()).toBeNull();
    await eraseAttemptInputs(db, key);
    await eraseAttemptOffers(db, key);
    await putAttemptOffer(db, number, qr);
    expect((await readAttemptInput(db, number)).shopper).toBeNull();
    expect(await readAttemptOffer(db, number)).toBeNull();
  });
});

describe('what a shopper told with a click that became no attempt', () => {
  test('is erased once it is old; what an attempt needs stays', async () => {
    const key = await newOrder(db);
    const [used, unused] = [drawNumber(), drawNumber()];
    for (const number of [used, unused]) {
      await putAttemptInput(db, { number, key, shopper: { openid: 'o-1' } });
    }
    await appendNext(db, key, planned(used));
    await eraseUnusedInputs(db, 60_000);
    expect((await readAttemptInput(db, unused)).shopper).toEqual({ openid: 'o-1' });
    await eraseUnusedInputs(db, -1);
    expect((await readAttemptInput(db, unused)).shopper).toBeNull();
    expect((await readAttemptInput(db, used)).shopper).toEqual({ openid: 'o-1' });
  });
});

describe('a refund', () => {
  test("a merchant's refund id names one refund of one order", async () => {
    const { key } = await paidOrder(db);
    const other = orderOf(key.merchant);
    await createOrder(db, other);
    const claim = { key, refundId: 'R-1', amountMinor: 100 };
    const first = await Promise.all([claimRefundId(db, claim), claimRefundId(db, claim)]);
    expect(first.sort()).toEqual(['claimed', 'same']);
    expect(await claimRefundId(db, { ...claim, amountMinor: 101 })).toBe('taken');
    expect(await claimRefundId(db, { ...claim, key: other.key })).toBe('taken');
    await releaseRefundId(db, claim);
    expect(await claimRefundId(db, { ...claim, key: other.key })).toBe('claimed');
  });

  test('the id of a refund that stands is not given back', async () => {
    const { key, winner } = await paidOrder(db);
    const claim = { key, refundId: 'R-1', amountMinor: 100 };
    await claimRefundId(db, claim);
    await appendNext(db, key, merchantRefund(winner, `${winner}R1`, 'R-1', 100));
    await releaseRefundId(db, claim);
    expect(await claimRefundId(db, claim)).toBe('same');
    expect(await findRefund(db, `${winner}R1`)).toEqual({ key, status: 'requested' });
    expect(await calledRefund(db, key, `${winner}R1`)).toMatchObject({
      attempt: winner,
      amountMinor: 100,
    });
    expect(await findRefund(db, 'NONE')).toBeNull();
  });

  test('one that waits for a person is on the list of what needs attention', async () => {
    const { key, second } = await paidTwice(db);
    const asked = heldCompensation(second, 'over_cap');
    await appendNext(db, key, asked);
    const item = (await listAttention(db, { limit: 100 })).items.find(
      (one) => one.number === asked.number,
    );
    expect(item).toMatchObject({
      id: `refund:${asked.number}`,
      kind: 'refund',
      key,
      resolvedBy: 'refund',
      detail: 'Waits for approval: over_cap',
    });
  });
});
