import { expect, test } from 'vitest';
import { openOrderStreams } from '../../../api/cashier/order-streams.ts';
import { openCommittedChanges } from '../../../api/waiting/committed-changes.ts';
import { createOrder } from '../../../ledger/orders/orders.ts';
import { appendNext, drawNumber, newMerchant, orderOf, planned } from './order-facts.ts';
import { openOwnLedger } from './own-ledger.ts';

const { db } = await openOwnLedger();
const here = '192.0.2.1';

function openStreams() {
  const stopping = new AbortController();
  const changes = openCommittedChanges();
  const streams = openOrderStreams({
    database: db,
    changes,
    rareLog: () => undefined,
    publicUrl: 'https://pay.example',
    stopping: stopping.signal,
    limits: { streams: 10, streamsPerOrder: 10, streamsPerAddress: 2 },
  });
  return { streams, changes, stop: () => stopping.abort() };
}

async function newOrder() {
  const order = orderOf(await newMerchant(db), 'A-1');
  await createOrder(db, order);
  return order.key;
}

test('a change whose notification was lost is told all the same, to all who watch', async () => {
  const { streams, stop } = openStreams();
  const key = await newOrder();
  const told: number[][] = [[], []];
  for (const list of told) streams.watch(key, 1, here, ({ version }) => list.push(version));
  await appendNext(db, key, planned(drawNumber()));
  await expect.poll(() => told, { timeout: 12_000 }).toEqual([[2], [2]]);
  stop();
});

test('a version is told once, and never an older one after it', async () => {
  const { streams, changes, stop } = openStreams();
  const key = await newOrder();
  const told: number[] = [];
  streams.watch(key, 0, here, ({ version }) => told.push(version));
  const change = { kind: 'order', key } as const;
  changes.tell(change);
  await expect.poll(() => told).toEqual([1]);
  await appendNext(db, key, planned(drawNumber()));
  for (let time = 0; time < 20; time += 1) changes.tell(change);
  await expect.poll(() => told).toEqual([1, 2]);
  stop();
});

test('who leaves is told nothing more, and its place is free', async () => {
  const { streams, changes, stop } = openStreams();
  const key = await newOrder();
  const left: number[] = [];
  const stayed: number[] = [];
  const leave = streams.watch(key, 0, here, ({ version }) => left.push(version));
  streams.watch(key, 0, here, ({ version }) => stayed.push(version));
  leave();
  leave();
  expect(streams.size()).toBe(1);
  changes.tell({ kind: 'order', key });
  await expect.poll(() => stayed).toEqual([1]);
  expect(left).toEqual([]);
  stop();
});

test('so many streams of one address are open at once, and a place is given back once', async () => {
  const { streams, stop } = openStreams();
  const watch = async (at: string) => streams.watch(await newOrder(), 0, at, () => undefined);
  const leave = await watch(here);
  await watch(here);
  await expect(watch(here)).rejects.toMatchObject({ code: 'rate_limited' });
  await watch('192.0.2.2');
  leave();
  leave();
  await watch(here);
  await expect(watch(here)).rejects.toMatchObject({ code: 'rate_limited' });
  stop();
});
