import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Json, Shop, Street } from '../kit/shop.ts';
import { sharePaidOnce, type SharedPaidOnce } from './shared-paidonce.ts';

/** One order, one channel, real time: clicks, scans, callbacks of every sort. */
let paidonce: SharedPaidOnce;
let shop: Shop;
let street: Street;

beforeAll(async () => {
  paidonce = await sharePaidOnce(1);
  shop = new Shop(paidonce.addresses);
  street = new Street(paidonce.addresses);
});
afterAll(() => paidonce.stop());

const isPaid = (order: Json): boolean => order.status === 'paid';

async function offered(before: (id: string) => Promise<void> = async () => {}) {
  const id = await shop.order();
  await before(id);
  const attempt = await shop.pay(id);
  expect(attempt.status).toBe(201);
  return { id, number: String(attempt.body.id), attempt: attempt.body };
}

async function expectChargedOnce(id: string): Promise<void> {
  const money = await street.money(id);
  expect(money).toMatchObject({ captured: 1999, refunded: 0, reversed: 0, net: 1999 });
}

describe('rule 1: two clicks, one QR code', () => {
  test('the same click twice is one attempt', async () => {
    const id = await shop.order();
    const key = randomUUID();
    const first = await shop.pay(id, { key });
    const again = await shop.pay(id, { key });
    expect(first.status).toBe(201);
    expect(first.body.action.type).toBe('qr');
    expect(again.body.id).toBe(first.body.id);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
  });

  test('two clicks are handed the same code', async () => {
    const { id, attempt } = await offered();
    const second = await shop.pay(id);
    expect(second.status).toBe(200);
    expect(second.body.id).toBe(attempt.id);
    expect(second.body.action).toEqual(attempt.action);
  });

  test('fifty at once: one workflow, one attempt, one code, and all fifty answered', async () => {
    const id = await shop.order();
    const answers = await Promise.all(Array.from({ length: 50 }, () => shop.pay(id)));
    expect(answers.map((one) => one.status).filter((status) => status === 201)).toHaveLength(1);
    expect(new Set(answers.map((one) => one.status))).toEqual(new Set([200, 201]));
    expect(new Set(answers.map((one) => one.body.id)).size).toBe(1);
    const order = await shop.get(id);
    expect(order.attempts).toHaveLength(1);
    expect(await street.requests('create', order.attempts[0].id)).toBe(1);
    const codes = answers.map((one) => one.body.action?.content).filter(Boolean);
    expect(new Set(codes).size).toBe(1);
  });
});

describe('rule 4: callbacks', () => {
  test('scan, callback, paid; the time it takes is printed', async () => {
    const { id, number } = await offered();
    const began = Date.now();
    await street.pay(number);
    const order = await shop.until(id, isPaid);
    console.log(`callback to paid in GET: ${Date.now() - began} ms`);
    expect(order).toMatchObject({ status: 'paid', winner: number, attention: [] });
    expect(order.attempts[0]).toMatchObject({ role: 'winner', amount_captured: 1999 });
    await expectChargedOnce(id);
  });

  test('callback lost: paid by the poll at 3 s', async () => {
    const { id, number, attempt } = await offered();
    await street.fault('callback', 'callback_lost', number);
    await street.pay(number);
    const order = await shop.until(id, isPaid);
    const tookMs = Date.parse(order.paid_at) - Date.parse(attempt.created_at);
    console.log(`callback lost: paid ${tookMs} ms after the launch`);
    expect(tookMs).toBeGreaterThanOrEqual(2_900);
    await expectChargedOnce(id);
  });

  test('callback twice: paid once, told once', async () => {
    const { id, number } = await offered();
    await street.fault('callback', 'callback_twice', number);
    await street.pay(number);
    await shop.until(id, isPaid);
    const events = await shop.call('GET', `/v1/orders/${id}/events`);
    expect(events.body.data.map((one: Json) => one.type)).toEqual(['order.paid']);
    await expectChargedOnce(id);
  });

  test('callback before the order knows its code: paid all the same', async () => {
    const id = await shop.order();
    await street.fault('create', 'delay', id, { delay_ms: 1_500 });
    await street.fault('create', 'lost_response', id);
    const click = shop.pay(id);
    const opening = await shop.until(id, (order) => order.attempts.length === 1);
    const number = String(opening.attempts[0].id);
    const untilMs = Date.now() + 20_000;
    while (Date.now() < untilMs && (await street.tryToPay(number)) >= 300) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await shop.until(id, isPaid);
    await click;
    await expectChargedOnce(id);
  });

  test('callback forged: refused, nothing paid', async () => {
    const { id, number } = await offered();
    await street.fault('callback', 'callback_forged', number);
    const refused = await fetch(`${paidonce.addresses.api}/callbacks/wechat/default`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'wechatpay-signature': 'lie' },
      body: JSON.stringify({ id: randomUUID(), out_trade_no: number }),
    });
    expect(refused.status).toBe(401);
    expect((await shop.get(id)).status).toBe('open');
    await street.pay(number);
    await shop.until(id, isPaid);
    await expectChargedOnce(id);
  });

  test('wrong amount: never wins, compensated in full, alerted', async () => {
    const { id, number } = await offered((one) => street.fault('create', 'wrong_amount', one));
    await street.pay(number);
    const order = await shop.until(id, (one) => one.refunds[0]?.status === 'succeeded');
    expect(order).toMatchObject({ status: 'open', winner: null });
    expect(order.attention).toContain('mismatch');
    expect((await street.money(id)).net).toBe(0);
  });

  test('another account: a callback for it is unmatched or refused, nothing is paid', async () => {
    const { id } = await offered();
    const elsewhere = await fetch(`${paidonce.addresses.api}/callbacks/wechat/nowhere`, {
      method: 'POST',
      body: '{}',
    });
    expect(elsewhere.status).toBeGreaterThanOrEqual(400);
    expect(elsewhere.status).toBeLessThan(500);
    expect((await shop.get(id)).status).toBe('open');
  });

  test('a second transaction under one number: the first wins, the second goes back', async () => {
    const { id, number } = await offered((one) =>
      street.fault('create', 'second_transaction', one),
    );
    await street.pay(number);
    await shop.until(id, (one) =>
      one.refunds.some((refund: Json) => refund.status === 'succeeded'),
    );
    const order = await shop.get(id);
    expect(order.status).toBe('paid');
    expect(order.attempts.map((one: Json) => one.id)).toEqual([number, `${number}-2`]);
    expect((await street.money(id)).net).toBe(1999);
  });
});
