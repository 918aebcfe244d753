import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type RunningPaidOnce, startPaidOnce } from '../kit/paidonce.ts';
import { type Json, Shop, Street } from '../kit/shop.ts';

/** Rule 2: a time-out is unknown, not failed; whatever was lost, one charge and one refund. */
let paidonce: RunningPaidOnce;
let shop: Shop;
let street: Street;

beforeAll(async () => {
  paidonce = await startPaidOnce({ timeScale: 0.2 });
  shop = new Shop(paidonce.addresses);
  street = new Street(paidonce.addresses);
});
afterAll(() => paidonce.stop());
beforeEach(() => street.clearFaults());

async function paysOnce(id: string): Promise<void> {
  const offer = await shop.until(id, (order) =>
    order.attempts.some((one: Json) => one.status === 'offered' && one.action !== null),
  );
  expect(offer.attempts).toHaveLength(1);
  const number = String(offer.attempts[0].id);
  await street.pay(number);
  await shop.until(id, (order) => order.status === 'paid');
  const money = await street.money(id);
  expect(money).toMatchObject({ captured: 1999, net: 1999 });
  expect(money.payments).toHaveLength(1);
  expect(money.payments[0].charges).toBe(1);
}

describe('one-charge: create', () => {
  test("create's reply is lost: the same number again brings the code", async () => {
    const id = await shop.order();
    await street.fault('create', 'lost_response', id);
    await shop.pay(id);
    await paysOnce(id);
  });

  test('create never arrived: asked about, then sent again', async () => {
    const id = await shop.order();
    await street.fault('create', 'lost_request', id);
    await shop.pay(id);
    await paysOnce(id);
  });

  test('the channel is busy: the same number a little later', async () => {
    const id = await shop.order();
    await street.fault('create', 'rate_limited', id);
    await shop.pay(id);
    await paysOnce(id);
  });

  test('nothing in a reply with a bad signature is believed', async () => {
    const id = await shop.order();
    await street.fault('create', 'bad_signature', id);
    await shop.pay(id);
    await paysOnce(id);
  });

  test('create lands late, after it was denied: still one payment', async () => {
    const id = await shop.order();
    await street.fault('create', 'create_lands_late', id, { delay_ms: 600 });
    await shop.pay(id);
    await paysOnce(id);
  });

  test('a stale worker goes on after a pause: one payment, one charge', async () => {
    const id = await shop.order();
    await street.fault('create', 'delay', id, { delay_ms: 500 });
    const click = shop.pay(id);
    await shop.until(id, (order) => order.attempts.length === 1);
    const stale = paidonce.pid('worker');
    process.kill(stale, 'SIGSTOP');
    // The pause itself is tested here: it is longer than heartbeat and sticky queue allow.
    await setTimeout(6_000);
    process.kill(stale, 'SIGCONT');
    await click;
    await paysOnce(id);
  });
});

describe('books-balance: a refund', () => {
  const h5 = { method: 'h5', shopper: { ip: '203.0.113.7' } };

  test('the worker is killed between asking for the refund and its answer', async () => {
    const id = await shop.order();
    const first = String((await shop.pay(id)).body.id);
    await street.fault('close', 'payable_after_close', first);
    const second = String((await shop.pay(id, h5)).body.id);
    expect(second).not.toBe(first);
    await street.fault('refund', 'delay', first, { delay_ms: 1_500 });
    await street.pay(second);
    await shop.until(id, (order) => order.status === 'paid');
    await street.pay(first);
    await shop.until(id, (order) => order.refunds[0]?.status === 'requested');
    await paidonce.kill('worker');
    await shop.until(
      id,
      (order) =>
        order.status === 'paid' && order.refunds.some((one: Json) => one.status === 'succeeded'),
    );
    const money = await street.money(id);
    expect(money).toMatchObject({ captured: 3998, refunded: 1999, net: 1999 });
    const back = money.payments.find((one: Json) => one.number === first);
    expect(back).toMatchObject({ captured: 1999, refunded: 1999 });
  });
});

describe('rule 2: what a channel refuses', () => {
  test('a definite refusal fails the attempt and nothing is charged', async () => {
    const id = await shop.order({ description: 'Two tickets' });
    const answer = await shop.pay(id, { method: 'jsapi' });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect((await street.money(id)).captured).toBe(0);
  });
});
