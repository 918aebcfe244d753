import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, createClient } from '../../client/client.ts';
import type { Order } from '../../client/contract.ts';
import { ClientShop } from '../kit/client-shop.ts';
import { type RunningPaidOnce, startPaidOnce } from '../kit/paidonce.ts';
import { Street } from '../kit/shop.ts';

/** What a merchant lives through who integrated by the client alone. */
const patience = { tries: 50, forMs: 60_000 };
const within = { timeout: 60_000, interval: 50 };
const hands: { paidonce?: RunningPaidOnce; shop?: ClientShop } = {};

beforeAll(async () => {
  hands.paidonce = await startPaidOnce({ timeScale: 0.1 });
});
afterAll(async () => {
  await hands.shop?.close();
  await hands.paidonce?.stop();
});

type Installed = Readonly<{
  running: RunningPaidOnce;
  ops: Client;
  client: Client;
  merchant: string;
}>;

async function installed(): Promise<Installed> {
  const running = hands.paidonce;
  if (running === undefined) throw new Error('nothing was started');
  const { api, ops_key: opsKey } = running.addresses;
  const ops = createClient({ url: api, key: opsKey, patience });
  const merchant = `m-${randomUUID().slice(0, 8)}`;
  await ops.merchants.create({ id: merchant, name: 'Shop' });
  const { key } = await ops.keys.create(merchant, { role: 'merchant' });
  return { running, ops, client: createClient({ url: api, key: String(key), patience }), merchant };
}

function orderOf(id: string) {
  return { id, amount: { currency: 'CNY', value: 1999 }, description: 'Tea', expires_in: 900 };
}

test('one-truth: a shop hands out each order once, whatever becomes of its API calls, its notices and its secrets', async () => {
  const { running, ops, client, merchant } = await installed();
  const street = new Street(running.addresses);
  const shop = new ClientShop(client);
  hands.shop = shop;
  await shop.open();
  await ops.merchants.change(merchant, { notify_url: shop.url });
  const secret = async (overlap: number): Promise<string> =>
    String((await ops.noticeSecrets.create(merchant, { overlap_s: overlap })).secret);
  shop.secrets.push(await secret(0));
  const ids: string[] = [];
  const paid = async (): Promise<Order> => {
    const id = `A-${ids.length + 1}`;
    ids.push(id);
    await client.orders.create(orderOf(id));
    const attempt = await client.orders.pay(id, { channel: 'wechat', method: 'qr' });
    await street.pay(attempt.id);
    return client.orders.until(id, (one) => one.status === 'paid');
  };
  const handedOut = (): number[] => ids.map((id) => shop.handedOut.get(id) ?? 0);
  const once = (): number[] => ids.map(() => 1);

  // A notice is lost on its way, and comes again.
  shop.manner = 'loses';
  const first = await paid();
  shop.manner = 'takes';
  await expect.poll(handedOut, within).toEqual(once());

  // It was taken and the answer is lost, so it comes twice; and once more, because somebody asks.
  shop.manner = 'takes silently';
  await paid();
  await expect.poll(() => Math.max(...shop.came.values()), within).toBeGreaterThan(1);
  shop.manner = 'takes';
  for await (const event of client.events.list()) await client.events.resend(event.id);
  await expect.poll(() => Math.min(...shop.came.values()), within).toBeGreaterThan(1);
  expect(handedOut()).toEqual(once());

  // The API is killed between a click and its answer; the client repeats it under the same key.
  const id = 'A-killed';
  ids.push(id);
  await client.orders.create(orderOf(id));
  const clicking = client.orders.pay(id, { channel: 'wechat', method: 'qr' });
  await Promise.all([clicking, running.kill('api')]);
  const order = await client.orders.get(id);
  expect(order.attempts).toHaveLength(1);
  await street.pay(String(order.attempts[0]?.id));
  await expect.poll(handedOut, within).toEqual(once());

  // The receiver is down; meanwhile the secret is rotated, and the worker is killed.
  await shop.close();
  await paid();
  await running.kill('worker');
  const second = await secret(3_600);
  shop.secrets.push(second);
  await shop.open();
  await expect.poll(handedOut, within).toEqual(once());
  shop.secrets.splice(0, 1);
  await paid();
  await expect.poll(handedOut, within).toEqual(once());

  // It was away for good: notices were given up. Then it reads on, and has all sent again.
  shop.manner = 'gone';
  await paid();
  const givenUp = async (): Promise<string[]> => {
    const statuses: string[] = [];
    for await (const one of client.deliveries.list({ order: String(ids.at(-1)) })) {
      statuses.push(one.status);
    }
    return statuses;
  };
  await expect.poll(givenUp, within).toContain('given_up');
  expect(handedOut()).toEqual([...once().slice(1), 0]);
  shop.manner = 'takes';
  await shop.readOn();
  expect(handedOut()).toEqual(once());
  await client.events.resendRange({
    created_after: first.created_at,
    created_before: new Date(Date.now() + 60_000).toISOString(),
  });
  await expect.poll(() => Math.min(...shop.came.values()), within).toBeGreaterThan(1);

  expect(handedOut()).toEqual(once());
  expect(shop.refused).toEqual([]);
  for (const one of ids) {
    expect(await street.money(`${merchant}/${one}`)).toMatchObject({ captured: 1999, net: 1999 });
  }
});
