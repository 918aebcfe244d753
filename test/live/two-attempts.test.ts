import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Json, Shop, Street } from '../kit/shop.ts';
import { sharePaidOnce, type SharedPaidOnce } from './shared-paidonce.ts';

/** The same order paid twice: every other cent goes back, exactly once. */
let paidonce: SharedPaidOnce;
let shop: Shop;
let street: Street;

const h5 = { method: 'h5', shopper: { ip: '203.0.113.7' } };

beforeAll(async () => {
  paidonce = await sharePaidOnce(0.1);
  shop = new Shop(paidonce.addresses);
  street = new Street(paidonce.addresses);
});
afterAll(() => paidonce.stop());

/** Two attempts, the first superseded by the second and still payable. */
async function twoPayable() {
  const id = await shop.order();
  const first = String((await shop.pay(id)).body.id);
  await street.fault('close', 'payable_after_close', first);
  const second = String((await shop.pay(id, h5)).body.id);
  expect(second).not.toBe(first);
  return { id, first, second };
}

const isCompensated = (order: Json): boolean =>
  order.status === 'paid' && order.refunds.some((one: Json) => one.status === 'succeeded');

async function expectOneCharge(id: string, refunded: string): Promise<Json> {
  const money = await street.money(id);
  expect(money).toMatchObject({ captured: 3998, refunded: 1999, net: 1999 });
  const back = money.payments.find((one: Json) => one.number === refunded);
  expect(back).toMatchObject({ captured: 1999, refunded: 1999 });
  return money;
}

describe('one-winner, books-balance: two attempts of one order are paid', () => {
  test('the first success wins, the other is refunded in full', async () => {
    const { id, first, second } = await twoPayable();
    await street.pay(second);
    await shop.until(id, (order) => order.status === 'paid');
    await street.pay(first);
    const order = await shop.until(id, isCompensated);
    expect(order.winner).toBe(second);
    expect(order.attempts[0]).toMatchObject({ id: first, superseded: true, role: 'duplicate' });
    await expectOneCharge(id, first);
  });

  test('both in the same instant: one wins, the other goes back', async () => {
    const { id, first, second } = await twoPayable();
    await Promise.all([street.pay(first), street.pay(second)]);
    const order = await shop.until(id, isCompensated);
    await expectOneCharge(id, order.winner === first ? second : first);
  });

  test("the refund's reply is lost: refunded once all the same", async () => {
    const { id, first, second } = await twoPayable();
    await street.fault('refund', 'lost_response', first);
    await street.pay(second);
    await shop.until(id, (order) => order.status === 'paid');
    await street.pay(first);
    const order = await shop.until(id, isCompensated);
    expect(order.refunds).toHaveLength(1);
    await expectOneCharge(id, first);
  });

  test('the refund fails at the channel: a new number, the money goes back once', async () => {
    const { id, first, second } = await twoPayable();
    await street.fault('refund', 'refund_fails', first);
    await street.pay(second);
    await shop.until(id, (order) => order.status === 'paid');
    await street.pay(first);
    const order = await shop.until(id, isCompensated);
    expect(order.refunds.map((one: Json) => one.status)).toEqual(['failed', 'succeeded']);
    expect(order.refunds[0].number).not.toBe(order.refunds[1].number);
    await expectOneCharge(id, first);
  });

  test('a refund that succeeded and is later reported failed is owed again', async () => {
    const { id, first, second } = await twoPayable();
    await street.fault('refund', 'refund_fails_after_success', first);
    await street.pay(second);
    await shop.until(id, (order) => order.status === 'paid');
    await street.pay(first);
    const order = await shop.until(id, (one) => one.refunds.length === 2 && isCompensated(one));
    expect(order.refunds[0].status).toBe('failed');
    await shop.until(id, (one) => one.refunds[1].status === 'succeeded');
    await expectOneCharge(id, first);
  });

  test('short balance: the same number again, later', async () => {
    const { id, first, second } = await twoPayable();
    await street.fault('refund', 'short_balance', first);
    await street.pay(second);
    await shop.until(id, (order) => order.status === 'paid');
    await street.pay(first);
    const order = await shop.until(id, isCompensated);
    expect(order.refunds).toHaveLength(1);
    await expectOneCharge(id, first);
  });
});

describe('rule 9: a close proves nothing', () => {
  test('paid just before the close: the new attempt is refused, the old one won', async () => {
    const id = await shop.order();
    const first = String((await shop.pay(id)).body.id);
    await street.fault('callback', 'callback_lost', first);
    await street.fault('close', 'pay_wins_close', first);
    const second = await shop.pay(id, h5);
    const order = await shop.until(id, (one) => one.status === 'paid');
    expect(order.winner).toBe(first);
    // Slower than 2 s it may be launched all the same: then it must be closed, unpaid.
    expect([409, 201]).toContain(second.status);
    expect(await street.money(id)).toMatchObject({ captured: 1999, net: 1999 });
  });

  test('closed and paid after: the order has one winner', async () => {
    const { id, first, second } = await twoPayable();
    await street.pay(first);
    const order = await shop.until(id, (one) => one.status === 'paid');
    expect(order.winner).toBe(first);
    await shop.until(id, (one) => one.attempts[1].status === 'closed');
    expect(await street.tryToPay(second)).toBe(409);
    expect(await street.money(id)).toMatchObject({ net: 1999 });
  });

  test('the close times out: the new attempt is launched, the old one stays watched', async () => {
    const id = await shop.order();
    const first = String((await shop.pay(id)).body.id);
    await street.fault('close', 'lost_request', first, { times: 3 });
    const second = await shop.pay(id, h5);
    expect(second.status).toBe(201);
    const order = await shop.until(id, (one) => one.attempts[0].status === 'closed');
    expect(order.attempts[0].superseded).toBe(true);
    expect(await street.tryToPay(first)).toBe(409);
  });
});
