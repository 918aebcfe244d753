import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Shop, Street } from '../../kit/shop.ts';
import { type SharedPaidOnce, sharePaidOnce } from '../shared-paidonce.ts';
import { runCommands, shellOf } from './guide-commands.ts';

/* The commands of the guides, run as they stand. */
let paidonce: SharedPaidOnce;
let shop: Shop;
let street: Street;
let settings: Readonly<Record<string, string>>;

beforeAll(async () => {
  paidonce = await sharePaidOnce(0.05);
  const { addresses } = paidonce;
  shop = new Shop(addresses);
  street = new Street(addresses);
  settings = {
    KEY: addresses.api_key,
    OPS_KEY: addresses.ops_key,
    API: addresses.api,
    SANDBOX: addresses.sandbox,
    MERCHANT: addresses.merchant,
  };
});
afterAll(() => paidonce.stop());

/** Ids of all orders of this file's merchant, the newest first. */
async function orderIds(prefix: string): Promise<readonly string[]> {
  const { body } = await shop.call('GET', '/v1/orders?limit=100');
  const ids = (body.data as readonly { id: string }[]).map((order) => order.id);
  return ids.filter((id) => id.startsWith(prefix));
}

async function onlyOrder(prefix: string): Promise<string> {
  const ids = await orderIds(prefix);
  expect(ids).toHaveLength(1);
  return ids[0] ?? '';
}

test.concurrent('README: a first payment', async () => {
  const [, commands = ''] = shellOf('README.md').split('npm ci && npm test\n');
  const { printed, status } = await runCommands(commands, settings);
  expect(status, printed).toBe(0);
  expect(printed).toContain('"status":"paid"');
});

test.concurrent(
  'getting started: two clicks are one payment, a refund is made, a second charge goes back',
  async () => {
    const { printed, status } = await runCommands(shellOf('docs/getting-started.md'), settings);
    expect(status, printed).toBe(0);
    const first = await onlyOrder('B-');
    const order = await shop.until(first, (one) => one.amount_refunded === 500);
    expect([order.status, order.attempts.length]).toEqual(['paid', 1]);
    expect(await street.money(first)).toMatchObject({ captured: 1999, net: 1499 });
    const second = await onlyOrder('C-');
    expect(await street.money(second)).toMatchObject({ captured: 3998, refunded: 1999, net: 1999 });
  },
);

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

test.concurrent('integrate: a shop with a receiver is told by a notice, once', async () => {
  const commands = shellOf('docs/integrate.md').replaceAll('3000', String(await freePort()));
  const untilDone = 'until ls "$INBOX/done" 2>/dev/null | grep evt; do sleep 1; done\n';
  const { printed, status } = await runCommands(commands + untilDone, settings);
  expect(status, printed).toBe(0);
  const id = await onlyOrder('S-');
  const { body } = await shop.call('GET', `/v1/orders/${id}/events`);
  expect(body.data.map((event: { type: string }) => event.type)).toEqual(['order.paid']);
  const done = [...printed.matchAll(/\bdone (evt_\w+)/g)].map(([, event]) => event);
  expect(done).toEqual([body.data[0].id]);
});

test.concurrent('testing with the sandbox: each story ends as the page says', async () => {
  const { printed, status } = await runCommands(shellOf('docs/testing.md'), settings);
  expect(status, printed).toBe(0);
  const nets = {
    'T-paid': 1999,
    'T-lost': 1999,
    'T-twice': 1999,
    'T-sum': 0,
    'T-silent': 1999,
    'T-refund': 1499,
  };
  for (const [prefix, net] of Object.entries(nets)) {
    expect(await street.money(await onlyOrder(prefix)), prefix).toMatchObject({ net });
  }
});
