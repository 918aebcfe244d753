import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Json, Shop, Street } from '../kit/shop.ts';
import { sharePaidOnce, type SharedPaidOnce } from './shared-paidonce.ts';

/** WeChat and Alipay on one order, in every order of clicks and payments. */
let paidonce: SharedPaidOnce;
let shop: Shop;
let street: Street;

beforeAll(async () => {
  paidonce = await sharePaidOnce(0.1);
  shop = new Shop(paidonce.addresses);
  street = new Street(paidonce.addresses);
});
afterAll(() => paidonce.stop());

const channels = ['wechat', 'alipay'] as const;
type Channel = (typeof channels)[number];
const other = (channel: Channel): Channel => (channel === 'wechat' ? 'alipay' : 'wechat');

type Clicked = Readonly<{ id: string; numbers: Record<Channel, string> }>;

/** Clicks on one channel, then the other; WeChat's code stays payable though closed. */
async function clickBoth(first: Channel): Promise<Clicked> {
  const id = await shop.order();
  const one = String((await shop.pay(id, { channel: first })).body.id);
  await street.fault('close', 'payable_after_close', one, { channel: first }).catch(() => {
    // Alipay needs no fault: its code can't be closed before the scan.
  });
  const second = await shop.pay(id, { channel: other(first) });
  expect(second.status).toBe(201);
  const two = String(second.body.id);
  return {
    id,
    numbers: first === 'wechat' ? { wechat: one, alipay: two } : { alipay: one, wechat: two },
  };
}

/** @returns whether the channel still took the money */
async function pays(channel: Channel, number: string): Promise<boolean> {
  return (await street.tryToPay(number, channel)) < 300;
}

const isSettled = (paid: number) => (order: Json) =>
  order.status === 'paid' &&
  order.attempts.filter((one: Json) => one.status === 'succeeded').length === paid &&
  order.attempts.every(
    (one: Json) => one.role !== 'duplicate' || one.amount_refunded === one.amount_captured,
  );

/** Expects one winner, and that all other money went back once. */
async function expectPaidOnce(id: string, paid: number): Promise<void> {
  const order = await shop.until(id, isSettled(paid));
  const money = await street.money(id);
  expect(money).toMatchObject({ captured: 1999 * paid, net: 1999 });
  for (const payment of money.payments) {
    const isWinner = payment.number === order.winner;
    const kept = payment.captured - payment.refunded - payment.reversed;
    expect(kept).toBe(isWinner ? 1999 : 0);
  }
}

describe.each(channels)('clicked first: %s', (first) => {
  test.each(channels)('one-winner: both codes paid, %s before the other', async (earlier) => {
    const { id, numbers } = await clickBoth(first);
    const paid = [await pays(earlier, numbers[earlier])];
    await shop.until(id, (order) => order.status === 'paid');
    paid.push(await pays(other(earlier), numbers[other(earlier)]));
    await expectPaidOnce(id, paid.filter(Boolean).length);
  });

  test('one-winner: both paid in the same instant', async () => {
    const { id, numbers } = await clickBoth(first);
    const paid = await Promise.all(channels.map((one) => pays(one, numbers[one])));
    await expectPaidOnce(id, paid.filter(Boolean).length);
  });

  test.each(['lost_request', 'lost_response', 'error_before', 'rate_limited'] as const)(
    'the close of the old code fares badly (%s): at most one is kept',
    async (kind) => {
      const id = await shop.order();
      const old = String((await shop.pay(id, { channel: first })).body.id);
      await street.fault('close', kind, old, { channel: first });
      const young = String((await shop.pay(id, { channel: other(first) })).body.id);
      const paid = [await pays(first, old), await pays(other(first), young)];
      await expectPaidOnce(id, paid.filter(Boolean).length);
    },
  );
});

describe('an Alipay code, which nobody can close before its scan', () => {
  test('scanned after it was superseded: the later payment goes back', async () => {
    const { id, numbers } = await clickBoth('alipay');
    expect(await pays('wechat', numbers.wechat)).toBe(true);
    await shop.until(id, (order) => order.status === 'paid');
    expect(await pays('alipay', numbers.alipay)).toBe(true);
    await expectPaidOnce(id, 2);
  });

  test('scanned after the deadline: refunded, the order stays closed', async () => {
    const id = await shop.order({ expires_in: 2 });
    const number = String((await shop.pay(id, { channel: 'alipay' })).body.id);
    const order = await shop.until(id, (one) => one.status === 'closed');
    expect(order.attempts[0].status).not.toBe('closed');
    if (!(await pays('alipay', number))) {
      expect((await street.money(id)).captured).toBe(0);
      return;
    }
    await shop.until(id, (one) => one.refunds[0]?.status === 'succeeded');
    expect((await shop.get(id)).status).toBe('closed');
    expect((await street.money(id)).net).toBe(0);
  });

  test("Alipay can't be reached: its attempt stays open, WeChat is offered next and pays", async () => {
    const id = await shop.order();
    await street.fault('create', 'lost_request', id, { channel: 'alipay', times: 20 });
    const unreachable = await shop.pay(id, { channel: 'alipay' });
    expect(unreachable.body.status).toBe('opening');
    const next = await shop.pay(id, { channel: 'wechat' });
    expect(next.status).toBe(201);
    expect(await pays('wechat', String(next.body.id))).toBe(true);
    await expectPaidOnce(id, 1);
  });

  test('page, wap and app are offered as signed links without a call', async () => {
    for (const [method, type] of [
      ['page', 'redirect'],
      ['wap', 'redirect'],
      ['app', 'sdk'],
    ] as const) {
      const id = await shop.order();
      const attempt = await shop.pay(id, { channel: 'alipay', method });
      expect(attempt.status).toBe(201);
      expect(attempt.body.action.type).toBe(type);
      const number = String(attempt.body.id);
      expect(await street.requests('create', number, 'alipay')).toBe(0);
    }
  });
});
