import { setTimeout } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Json } from '../../kit/shop.ts';
import type { Stage } from './stage.ts';

/** Steps that several stories share. Orders are of 19.99 yuan; amounts are in fen. */
export const amount = 1999;

export const channels = ['wechat', 'alipay'] as const;
export type Channel = (typeof channels)[number];

/** WeChat's second way to pay: another attempt on the same channel. */
export const h5 = { method: 'h5', shopper: { ip: '203.0.113.7' } };

const patienceMs = 30_000;
const lookAgainMs = 50;

export const isPaid = (order: Json): boolean => order.status === 'paid';

/** Waits for what no event tells of: the sandbox's counts, the inbox, a list. */
export async function eventually(
  what: string,
  holds: () => Promise<boolean>,
  withinMs = patienceMs,
): Promise<void> {
  const untilMs = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > untilMs) throw new Error(`waited in vain: ${what}`);
    await setTimeout(lookAgainMs);
  }
}

export type Offered = Readonly<{ id: string; number: string }>;

/** An order with one code on the shopper's screen. */
export async function offered(
  { shop }: Stage,
  channel: Channel = 'wechat',
  terms: Readonly<Record<string, unknown>> = {},
): Promise<Offered> {
  const id = await shop.order(terms);
  const answer = await shop.pay(id, { channel });
  expect(answer.status).toBe(201);
  return { id, number: String(answer.body.id) };
}

export async function paidOrder(
  stage: Stage,
  channel: Channel = 'wechat',
  terms: Readonly<Record<string, unknown>> = {},
): Promise<Offered> {
  const order = await offered(stage, channel, terms);
  await stage.street.pay(order.number, channel);
  await stage.shop.until(order.id, isPaid);
  return order;
}

/**
 * Clicks on Alipay, then on WeChat: an Alipay code can't be closed before its scan, so both are
 * payable.
 */
export async function clickBoth({
  shop,
}: Stage): Promise<Readonly<{ id: string; alipay: string; wechat: string }>> {
  const id = await shop.order();
  const alipay = await shop.pay(id, { channel: 'alipay' });
  const wechat = await shop.pay(id, { channel: 'wechat' });
  expect([alipay.status, wechat.status]).toEqual([201, 201]);
  return { id, alipay: String(alipay.body.id), wechat: String(wechat.body.id) };
}

/** Waits until the order is paid and everything another attempt took went back, once. */
export async function untilPaidOnce({ shop, street }: Stage, id: string): Promise<Json> {
  const order = await shop.until(
    id,
    (one) =>
      one.status === 'paid' &&
      one.refunds.every((refund: Json) => refund.status === 'succeeded') &&
      one.attempts.every(
        (it: Json) => it.role !== 'duplicate' || it.amount_refunded === it.amount_captured,
      ),
  );
  const money = await street.money(id);
  expect(money.net).toBe(order.amount.value);
  for (const payment of money.payments) {
    const kept = payment.captured - payment.refunded - payment.reversed;
    expect(kept).toBe(payment.number === order.winner ? order.amount.value : 0);
    expect(payment.charges).toBeLessThanOrEqual(1);
  }
  return order;
}

/** As `untilPaidOnce`, for an order of which two attempts were paid and one went back. */
export async function untilDuplicateWentBack(stage: Stage, id: string): Promise<Json> {
  await stage.shop.until(id, (one) => one.refunds[0]?.status === 'succeeded');
  const order = await untilPaidOnce(stage, id);
  expect(order.refunds).toHaveLength(1);
  expect(order.attempts.map((one: Json) => String(one.role)).sort()).toEqual([
    'duplicate',
    'winner',
  ]);
  const money = await stage.street.money(id);
  expect(money).toMatchObject({ captured: 2 * amount, refunded: amount, net: amount });
  return order;
}

/** Types of the events of an order, in sequence. */
export async function eventsOf({ shop }: Stage, id: string): Promise<string[]> {
  const events = await shop.call('GET', `/v1/orders/${id}/events`);
  return events.body.data.map((one: Json) => String(one.type));
}

/** Stops the worker, which decides about orders, for as long as `work` takes. */
export async function withWorkerAway<T>({ paidonce }: Stage, work: () => Promise<T>): Promise<T> {
  const worker = paidonce.pid('worker');
  process.kill(worker, 'SIGSTOP');
  try {
    return await work();
  } finally {
    process.kill(worker, 'SIGCONT');
  }
}
