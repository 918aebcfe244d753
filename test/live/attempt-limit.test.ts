import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type RunningPaidOnce, startPaidOnce } from '../kit/paidonce.ts';
import { type Answer, Shop, Street } from '../kit/shop.ts';

/** What refusals by one channel mean for an order: on this clock an account cools down for 3 s. */
let paidonce: RunningPaidOnce;
let shop: Shop;
let street: Street;

beforeAll(async () => {
  paidonce = await startPaidOnce({ timeScale: 0.05 });
  shop = new Shop(paidonce.addresses);
  street = new Street(paidonce.addresses);
});
afterAll(() => paidonce.stop());
beforeEach(() => street.clearFaults());

/** An order for which WeChat refused `times` creates. */
async function orderRefused(times: number): Promise<string> {
  const id = await shop.order();
  const refuse = { kind: 'refuse', code: 'PARAM_ERROR', times };
  await street.control('faults', { channel: 'wechat', operation: 'create', match: id, ...refuse });
  return id;
}

const mostTries = 10;

/** Repeats a click under its key, as `Retry-After` says, until it is answered for good. */
async function insist(id: string, key: string): Promise<Answer> {
  for (let tries = 1; ; tries += 1) {
    const answer = await shop.pay(id, { key });
    if (answer.status !== 429 || tries === mostTries) return answer;
    const seconds = Number(answer.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(0);
    await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
  }
}

async function refusedBy(id: string, key: string = randomUUID()): Promise<void> {
  expect((await insist(id, key)).body).toMatchObject({ status: 422, code: 'channel_refused' });
}

test('rule 1: ten refusals let WeChat cool down; the same click opens it after its minute', async () => {
  const id = await orderRefused(10);
  for (let time = 0; time < 10; time += 1) await refusedBy(id);
  const { version } = await shop.get(id);
  const put = await shop.pay(id, { key: 'a-click' });
  expect(put).toMatchObject({ status: 429, body: { code: 'channel_cooling', retryable: true } });
  expect((await shop.get(id)).version).toBe(version);
  const answer = await insist(id, 'a-click');
  expect(answer).toMatchObject({ status: 201, body: { status: 'offered' } });
  await street.pay(String(answer.body.id));
  await shop.until(id, (order) => order.status === 'paid');
  expect(await street.money(id)).toMatchObject({ captured: 1999, net: 1999 });
});

test('rule 1: twenty refusals by WeChat do not shut the order to Alipay', async () => {
  const id = await orderRefused(20);
  for (let time = 0; time < 20; time += 1) await refusedBy(id);
  const answer = await shop.pay(id, { channel: 'alipay' });
  expect(answer).toMatchObject({ status: 201, body: { channel: 'alipay', status: 'offered' } });
  await street.pay(String(answer.body.id), 'alipay');
  const order = await shop.until(id, (one) => one.status === 'paid');
  expect(order.attempts).toHaveLength(21);
  expect(await street.money(id)).toMatchObject({ captured: 1999, net: 1999 });
});
