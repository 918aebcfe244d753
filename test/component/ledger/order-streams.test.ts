import { expect, test } from 'vitest';
import { openOrderStreams } from '../../../api/cashier/order-streams.ts';
import { openCommittedChanges } from '../../../api/waiting/committed-changes.ts';
import { run } from '../../../ledger/database/database.ts';
import { createOrder } from '../../../ledger/orders/orders.ts';
import { appendNext, drawNumber, newMerchant, orderOf, planned } from './order-facts.ts';
import { openOwnLedger } from './own-ledger.ts';

const { db } = await openOwnLedger();
const here = '192.0.2.1';
const from = (version: number) => ({ version, held: false });

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
  for (const list of told) streams.watch(key, from(1), here, ({ version }) => list.push(version));
  await appendNext(db, key, planned(drawNumber()));
  await expect.poll(() => told, { timeout: 12_000 }).toEqual([[2], [2]]);
  stop();
});

test('a version is told once, and never an older one after it', async () => {
  const { streams, changes, stop } = openStreams();
  const key = await newOrder();
  const told: number[] = [];
  streams.watch(key, from(0), here, ({ version }) => told.push(version));
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
  const leave = streams.watch(key, from(0), here, ({ version }) => left.push(version));
  streams.watch(key, from(0), here, ({ version }) => stayed.push(version));
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
  const watch = async (at: string) => streams.watch(await newOrder(), from(0), at, () => undefined);
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

test('a hold that comes or goes is told though the version stays, once', async () => {
  const { streams, changes, stop } = openStreams();
  const key = await newOrder();
  const told: boolean[] = [];
  streams.watch(key, from(1), here, ({ attention }) => told.push(attention.includes('held')));
  const setHeld = async (held: boolean): Promise<void> => {
    await run(db, 'update orders set held = $3 where merchant = $1 and id = $2', [
      key.merchant,
      key.orderId,
      held,
    ]);
    changes.tell({ kind: 'order', key });
    changes.tell({ kind: 'order', key });
  };
  await setHeld(true);
  await expect.poll(() => told).toEqual([true]);
  await setHeld(false);
  await expect.poll(() => told).toEqual([true, false]);
  stop();
});

test('orders that change at once are read together, and each is told', async () => {
  const { streams, changes, stop } = openStreams();
  const keys = await Promise.all(Array.from({ length: 8 }, () => newOrder()));
  const told = new Set<string>();
  keys.forEach((key, at) => {
    streams.watch(key, from(0), `192.0.2.${at + 10}`, () => told.add(key.merchant));
  });
  for (const key of keys) changes.tell({ kind: 'order', key });
  await expect.poll(() => told.size).toBe(8);
  stop();
});
