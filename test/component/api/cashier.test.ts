import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { startApi } from './api-without-engine.ts';
import { call, exampleOrder } from './http-call.ts';

/** What bounds the cashier page: whoever guesses, or opens pages without end, keeps nobody out. */
const few = { perSecond: 0.1, burst: 5 };
const api = await startApi(undefined, undefined, {
  callers: {
    perAddress: few,
    perToken: { perSecond: 0.1, burst: 12 },
    perShopperAddress: { perSecond: 0.1, burst: 60 },
    streams: 4,
    streamsPerOrder: 2,
  },
  trustedProxies: ['127.0.0.1'],
});

async function pageOfNewOrder(): Promise<string> {
  const body = { ...exampleOrder, id: `C-${randomUUID()}` };
  const made = await call(api, 'POST /v1/orders', { key: api.keys.shop, body });
  const { pathname } = new URL(String(made.json()['checkout_url']));
  return `${api.url}${pathname}`;
}

const statusOf = async (url: string): Promise<number> => (await fetch(url)).status;

test('whoever guesses tokens is refused, and a shopper at the same address is not', async () => {
  const page = await pageOfNewOrder();
  expect(await statusOf(page)).toBe(200);
  const guesses: number[] = [];
  for (let at = 0; at < 8; at += 1) {
    guesses.push(await statusOf(`${api.url}/pay/${randomUUID().replaceAll('-', 'x')}`));
  }
  expect(guesses.slice(0, 3)).toEqual([404, 404, 404]);
  expect(guesses.at(-1)).toBe(429);
  expect(await statusOf(page)).toBe(200);
});

test('many orders’ pages that one network loads without end are refused, and no other network is', async () => {
  const pages = await Promise.all(Array.from({ length: 7 }, pageOfNewOrder));
  const from = (page: string, address: string) =>
    fetch(page, { headers: { 'x-forwarded-for': address } });
  const statuses: number[] = [];
  for (let at = 0; at < 70; at += 1) {
    const { status } = await from(pages[at % 7] ?? '', `2001:db8:1:2::${at}`);
    statuses.push(status);
  }
  expect(statuses.slice(0, 50).every((status) => status === 200)).toBe(true);
  expect(statuses.at(-1)).toBe(429);
  expect((await from(pages[0] ?? '', '2001:db8:1:3::1')).status).toBe(200);
});

test('one order’s page that is loaded without end is refused, by a page that tries again', async () => {
  const { page } = known;
  const answers: Response[] = [];
  for (let at = 0; at < 14; at += 1) {
    answers.push(await fetch(page, { headers: { accept: 'text/html' } }));
  }
  const last = answers.at(-1);
  expect(last?.status).toBe(429);
  expect(last?.headers.get('retry-after')).toMatch(/^\d+$/);
  expect(await last?.text()).toMatch(/<main[^>]*data-state="offline"/s);
});

test('so many pages of one order, and so many in all, are pushed to; places are given back', async () => {
  const stop = new AbortController();
  const open = (page: string) => fetch(`${page}/events`, { signal: stop.signal });
  const [one, two] = known.others;
  expect((await open(one)).status).toBe(200);
  expect((await open(one)).status).toBe(200);
  const third = await open(one);
  expect(third.status).toBe(429);
  expect(await third.json()).toMatchObject({ code: 'rate_limited' });
  expect((await open(two)).status).toBe(200);
  expect((await open(two)).status).toBe(200);
  expect((await open(known.last)).status).toBe(429);
  stop.abort();
  const again = new AbortController();
  await expect
    .poll(async () => (await fetch(`${one}/events`, { signal: again.signal })).status)
    .toBe(200);
  again.abort();
});

// Known to the process before their address meets its limit.
const known = {
  page: await pageOfNewOrder(),
  others: [await pageOfNewOrder(), await pageOfNewOrder()] as const,
  last: await pageOfNewOrder(),
};
for (const page of [known.page, ...known.others, known.last]) await fetch(page);
