import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, type Json, Shop, Street } from '../kit/shop.ts';
import { sharePaidOnce, type SharedPaidOnce } from './shared-paidonce.ts';

/**
 * A channel that refuses a refund, or puts it off, says why: to the merchant, by event, and to a
 * person.
 */
let paidonce: SharedPaidOnce;
let shop: Shop;
let ops: Shop;
let street: Street;

const amount = 1999;

beforeAll(async () => {
  paidonce = await sharePaidOnce(0.1);
  shop = new Shop(paidonce.addresses);
  ops = new Shop(paidonce.addresses, paidonce.addresses.ops_key);
  street = new Street(paidonce.addresses);
});
afterAll(() => paidonce.stop());

/** No query is under way in it, which would see what is refunded at the console before our refund. */
async function paidOrder(channel = 'wechat') {
  const id = await shop.order();
  const number = String((await shop.pay(id, { channel })).body.id);
  await street.payUntold(number, channel);
  await shop.until(id, (order) => order.status === 'paid');
  return { id, number };
}

async function attentionItem(id: string): Promise<Json> {
  const list = await ops.call('GET', '/v1/attention?limit=1000');
  return list.body.data.find((one: Json) => one.id === id);
}

async function says(number: string, body: object): Promise<Answer> {
  const path = `/v1/attention/reversed:${number}:unclear/resolve`;
  return await ops.call('POST', path, { reason: 'looked at the console', ...body });
}

async function newestEvent(id: string): Promise<Json> {
  const events = await shop.call('GET', `/v1/orders/${id}/events?limit=100`);
  return events.body.data.at(-1);
}

describe('rule 10: short balance', () => {
  test.each(['wechat', 'alipay'])(
    '%s: a person and the merchant are told at once, and the same number goes out later',
    async (channel) => {
      const { id, number } = await paidOrder(channel);
      await street.fault('refund', 'short_balance', number, { channel });
      const asked = await shop.refund(id, 700);
      const short = await shop.until(id, (one) => one.refunds[0]?.failure !== null);
      expect(short.refunds[0]).toMatchObject({
        number: asked.body.number,
        status: 'requested',
        failure: { code: 'short_balance' },
      });
      expect(short.refunds[0].failure.message).toContain('Fund it');
      expect(short.attention).toEqual(['refund']);
      const alert = `short_balance:${asked.body.number}`;
      expect(await attentionItem(alert)).toMatchObject({ kind: 'refund', order: id });
      const told = await newestEvent(id);
      expect(told.type).toBe('order.attention');
      expect(told.data.order.attention).toEqual(['refund']);
      expect(told.data.order.refunds[0].failure.code).toBe('short_balance');

      const paidOut = await shop.until(id, (one) => one.amount_refunded === 700);
      expect(paidOut).toMatchObject({ attention: [], refunds: [{ failure: null }] });
      expect(paidOut.refunds).toHaveLength(1);
      expect(await attentionItem(alert)).toBeUndefined();
      expect(await street.money(id)).toMatchObject({ refunded: 700, net: 1299 });
    },
  );
});

test('rule 10: a channel that is busy for long puts a refund off, which says why, and is asked less and less often', async () => {
  const { id, number } = await paidOrder();
  await street.fault('refund', 'rate_limited', number, { times: 6 });
  expect((await shop.refund(id, 700)).status).toBe(201);
  const putOff = await shop.until(id, (one) => one.refunds[0]?.failure !== null);
  expect(putOff.refunds[0]).toMatchObject({ status: 'requested', failure: { code: 'busy' } });
  const paidOut = await shop.until(id, (one) => one.amount_refunded === 700);
  expect(paidOut.refunds).toMatchObject([{ status: 'succeeded', failure: null }]);
  const { body } = await ops.call('GET', `/v1/orders/${id}/timeline`);
  const types = body.data.map((fact: Json) => fact.type);
  expect(types.filter((type: string) => type === 'refund_postponed')).toHaveLength(1);
  expect(await street.money(id)).toMatchObject({ refunded: 700, net: 1299 });
});

describe('rule 10: less is left than our book says', () => {
  test('500 refunded at the console: the refusal is told, refunds are held, and a person puts the book right', async () => {
    const { id, number } = await paidOrder();
    await street.consoleRefund(number, 500);
    expect((await shop.refund(id, amount)).status).toBe(201);
    const refused = await shop.until(id, (one) => one.attention.includes('reversed'));
    expect(refused.refunds).toMatchObject([
      { status: 'failed', failure: { code: 'less_is_left' }, hold: null },
    ]);
    expect(refused.refunds[0].failure.message).toContain('大于可退金额');
    const alert = `reversed:${number}:unclear`;
    expect(await attentionItem(alert)).toMatchObject({ kind: 'reversed', number, order: id });
    expect((await shop.refund(id, 1)).body.code).toBe('refund_exceeds_paid');

    expect((await says(number, {})).body.code).toBe('returned_amount_wrong');
    expect((await says(number, { amount_returned: amount + 1 })).body.code).toBe(
      'returned_amount_wrong',
    );
    expect((await says(number, { amount_returned: 500 })).status).toBe(200);
    const clear = await shop.get(id);
    expect(clear).toMatchObject({ attention: [], attempts: [{ amount_reversed: 500 }] });
    expect((await newestEvent(id)).type).toBe('payment.reversed');

    expect((await shop.refund(id, amount - 500)).status).toBe(201);
    await shop.until(id, (one) => one.amount_refunded === amount - 500);
    expect(await street.money(id)).toMatchObject({ refunded: 1499, reversed: 500, net: 0 });
  });

  test('all of it refunded at the console of Alipay: its query puts the book right by itself', async () => {
    const { id, number } = await paidOrder('alipay');
    await street.fault('callback', 'callback_lost', number, { channel: 'alipay' });
    await street.control('console_refund', { channel: 'alipay', number });
    expect((await shop.refund(id, 700)).status).toBe(201);
    const right = await shop.until(id, (one) => one.attempts[0].amount_reversed === amount);
    expect(right.refunds).toMatchObject([{ status: 'failed', failure: { code: 'less_is_left' } }]);
    expect(right.attention).toEqual(['reversed']);
    expect(await attentionItem(`reversed:${number}:unclear`)).toBeUndefined();
    expect(await street.money(id)).toMatchObject({ refunded: 0, reversed: amount, net: 0 });
  });

  test('a duplicate of which some went back: held until a person says how much, then the rest goes back', async () => {
    const id = await shop.order();
    const first = String((await shop.pay(id)).body.id);
    await street.fault('close', 'payable_after_close', first);
    const shopper = { ip: '203.0.113.7' };
    const second = String((await shop.pay(id, { method: 'h5', shopper })).body.id);
    await street.pay(second);
    await shop.until(id, (one) => one.status === 'paid');
    // The refund is put off once, so that the console is used after our queries and before the
    // refund.
    await street.fault('refund', 'short_balance', `${first}R1`);
    await street.pay(first);
    await shop.until(id, (one) => one.refunds[0]?.failure?.code === 'short_balance');
    await street.consoleRefund(first, 500);
    const held = await shop.until(id, (one) => one.refunds[1]?.status === 'awaiting_approval');
    expect(held.refunds).toMatchObject([
      { status: 'failed', failure: { code: 'less_is_left' } },
      { hold: 'amount_unclear' },
    ]);
    expect(held).toMatchObject({ status: 'paid', winner: second });
    expect((await says(first, { amount_returned: 500 })).status).toBe(200);
    const approve = `/v1/refunds/${first}R2/approve`;
    const key = { 'idempotency-key': randomUUID() };
    const approved = await ops.call('POST', approve, { reason: 'the rest' }, key);
    expect(approved.status).toBe(200);
    await shop.until(id, (one) => one.refunds[1]?.status === 'succeeded');
    expect(await street.money(id)).toMatchObject({ refunded: 1499, reversed: 500, net: amount });
  });
});
