import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type RunningPaidOnce, startPaidOnce } from '../kit/paidonce.ts';
import { type Json, Shop, Street } from '../kit/shop.ts';

/** What happens at, just before and long after an order's deadline. */
let paidonce: RunningPaidOnce;
let shop: Shop;
let street: Street;

beforeAll(async () => {
  paidonce = await startPaidOnce({ timeScale: 0.3 });
  shop = new Shop(paidonce.addresses);
  street = new Street(paidonce.addresses);
});
afterAll(() => paidonce.stop());
beforeEach(() => street.clearFaults());

const isClosed = (order: Json): boolean => order.status === 'closed';

/** An order closed at its deadline, whose code can still be paid. */
async function closedButPayable(terms: Readonly<Record<string, unknown>> = {}) {
  const id = await shop.order({ expires_in: 2, ...terms });
  const number = String((await shop.pay(id)).body.id);
  await street.fault('close', 'payable_after_close', number);
  await shop.until(id, isClosed);
  return { id, number };
}

describe('rule 7: the deadline', () => {
  test('an order nobody clicks on closes too', async () => {
    const id = await shop.order({ expires_in: 1 });
    const order = await shop.until(id, isClosed);
    expect(order).toMatchObject({ winner: null, attempts: [] });
  });

  test('its attempts are closed; a later click is refused', async () => {
    const id = await shop.order({ expires_in: 2 });
    const number = String((await shop.pay(id)).body.id);
    await shop.until(id, isClosed);
    expect(await street.tryToPay(number)).toBe(409);
    const late = await shop.pay(id);
    expect(late.status).toBe(409);
    expect(late.body.code).toBe('order_closed');
  });

  test('paid in the last second, callback lost: paid', async () => {
    const id = await shop.order({ expires_in: 2 });
    const number = String((await shop.pay(id)).body.id);
    await street.fault('callback', 'callback_lost', number);
    await street.fault('close', 'pay_wins_close', number);
    const order = await shop.until(id, (one) => one.status === 'paid' || one.status === 'closed');
    expect(order.status).toBe('paid');
    expect(await street.money(id)).toMatchObject({ net: 1999 });
  });

  test("the merchant's close follows the deadline's rules", async () => {
    const id = await shop.order();
    const number = String((await shop.pay(id)).body.id);
    const answer = await shop.call('POST', `/v1/orders/${id}/close`);
    expect([200, 202]).toContain(answer.status);
    await shop.until(id, isClosed);
    expect(await street.tryToPay(number)).toBe(409);
  });
});

describe('rule 8: a late payment', () => {
  test('paid after the order closed: refunded in full, the order stays closed', async () => {
    const { id, number } = await closedButPayable();
    await street.pay(number);
    const order = await shop.until(id, (one) => one.refunds[0]?.status === 'succeeded');
    expect(order).toMatchObject({ status: 'closed', winner: null });
    expect(order.attempts[0].role).toBe('late');
    expect(await street.money(id)).toMatchObject({ captured: 1999, refunded: 1999, net: 0 });
  });

  async function asked() {
    const { id, number } = await closedButPayable({ late_payment: 'ask' });
    await street.pay(number);
    await shop.until(id, (one) => one.attempts[0].role === 'late');
    return { id, number };
  }

  const decide = async (id: string, attempt: string, decision: string): Promise<number> =>
    (await shop.call('POST', `/v1/orders/${id}/late_payment`, { attempt, decision })).status;

  test('asked and accepted: the order is paid, the money kept; a second answer is refused', async () => {
    const { id, number } = await asked();
    expect(await decide(id, number, 'accept')).toBe(200);
    const order = await shop.until(id, (one) => one.status === 'paid');
    expect(order.winner).toBe(number);
    expect(await decide(id, number, 'refund')).toBe(409);
    expect(await street.money(id)).toMatchObject({ net: 1999 });
  });

  test('asked and refused: refunded', async () => {
    const { id, number } = await asked();
    expect(await decide(id, number, 'refund')).toBe(200);
    await shop.until(id, (one) => one.refunds[0]?.status === 'succeeded');
    expect(await street.money(id)).toMatchObject({ net: 0 });
    expect((await shop.get(id)).status).toBe('closed');
  });

  test('accepted, but the money already went back at the channel: never wins', async () => {
    const { id, number } = await asked();
    await street.consoleRefund(number);
    expect(await decide(id, number, 'accept')).toBe(200);
    const order = await shop.until(id, (one) => one.attention.includes('mismatch'));
    expect(order.status).toBe('closed');
    expect(await street.money(id)).toMatchObject({ net: 0 });
  });

  test('asking an order that was never asked is refused', async () => {
    const id = await shop.order();
    const number = String((await shop.pay(id)).body.id);
    expect(await decide(id, number, 'accept')).toBe(409);
  });
});

describe('rule 8: never answered', () => {
  test('refunded when its time is over', async () => {
    const ops = new Shop(paidonce.addresses, paidonce.addresses.ops_key);
    const made = await ops.call('POST', '/v1/merchants', {
      id: 'hasty',
      name: 'Asks, and never waits long',
      policy: { late_payment: 'ask', late_answer_ms: 3_000 },
    });
    expect(made.status).toBe(201);
    const key = await ops.call('POST', '/v1/merchants/hasty/keys', { role: 'merchant' });
    const hasty = new Shop(paidonce.addresses, String(key.body.key));
    const id = await hasty.order({ expires_in: 2 });
    const number = String((await hasty.pay(id)).body.id);
    await street.fault('close', 'payable_after_close', number);
    await hasty.until(id, isClosed);
    await street.pay(number);
    await hasty.until(id, (one) => one.refunds[0]?.status === 'succeeded');
    expect((await street.money(id)).net).toBe(0);
    const events = await hasty.call('GET', `/v1/orders/${id}/events`);
    const asked = events.body.data.find((one: Json) => one.type === 'late_payment.asked');
    const late = asked.data.order.attempts[0].late_payment;
    expect(late).toMatchObject({ decision: null });
    expect(Date.parse(late.answer_by)).toBeGreaterThan(Date.parse(asked.created_at));
    const [attempt] = (await hasty.get(id)).attempts;
    expect(attempt.late_payment).toEqual({ answer_by: late.answer_by, decision: 'refund' });
  });
});
