import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { type Database, openDatabase, run, select } from '../../../ledger/database/database.ts';
import { migrationsFolder } from '../../../ledger/database/migration-files.ts';
import { migrate } from '../../../ledger/database/migrate.ts';
import type { OrderKey } from '../../../domain/values/order-key.ts';
import { dueAtMsOf, leaseOverdue, lookUntilMs, noteNextDue } from '../../../ledger/orders/dues.ts';
import { createOrder } from '../../../ledger/orders/orders.ts';
import { startPostgres } from '../../kit/postgres.ts';
import {
  appendNext,
  drawNumber,
  newMerchant,
  newOrder,
  offered,
  orderOf,
  planned,
  startMs,
} from './order-facts.ts';
import { openOwnLedger } from './own-ledger.ts';

const { db, url } = await openOwnLedger();
const deadlineMs = orderOf('any').deadlineMs;

const updates = z.object({ relname: z.string(), updated: z.number(), hot: z.number() });

/** How many rows of each table one connection updated, and how many of those without their indexes. */
async function updatesOf(one: Database) {
  await run(one, 'select pg_stat_force_next_flush()');
  await run(one, 'select 1');
  const sql = `select relname, n_tup_upd as updated, n_tup_hot_upd as hot from pg_stat_user_tables
    where relname in ('orders', 'attempts', 'order_dues')`;
  const rows = await select(one, updates, sql);
  return Object.fromEntries(rows.map(({ relname, ...counts }) => [relname, counts]));
}

test('a poll rewrites no order, and an append rewrites its row without its indexes', async () => {
  // One connection, for each counts on its own until it tells.
  const one = openDatabase(url, { max: 1 });
  const merchant = await newMerchant(one);
  // More than a page holds, so that the rows need the room that is left for them.
  const orders = Array.from({ length: 30 }, () => orderOf(merchant));
  for (const order of orders) await createOrder(one, order);
  const numbers = orders.map(() => drawNumber());
  const before = await updatesOf(one);
  for (const [index, { key }] of orders.entries()) {
    await appendNext(one, key, planned(numbers[index] ?? ''));
  }
  for (const [index, { key }] of orders.entries()) {
    for (const poll of [1, 2]) await noteNextDue(one, key, startMs + poll * 1_000);
    await noteNextDue(one, key, startMs + 2_000);
    await appendNext(one, key, offered(numbers[index] ?? ''));
  }
  const after = await updatesOf(one);
  await one.close();
  const counted = (table: string, of: 'updated' | 'hot'): number =>
    (after[table]?.[of] ?? 0) - (before[table]?.[of] ?? 0);
  // The appends': a poll leaves the order's row alone.
  expect(counted('orders', 'updated')).toBe(2 * orders.length);
  // How many stay in their page is up to the room in it, which old snapshots keep from being freed.
  // Were a column of an index written, none could.
  expect(counted('orders', 'hot')).toBeGreaterThan(0);
  expect(counted('attempts', 'updated')).toBe(orders.length);
  expect(counted('attempts', 'hot')).toBeGreaterThan(0);
  // Two appends and two polls; the time that was there already is not written again.
  expect(counted('order_dues', 'updated')).toBe(4 * orders.length);
});

test('a batch looks for unclicked orders among so many that are overdue, and the next one behind them', async () => {
  const clickedDueMs = [1_000, 2_000, 2_000, 3_000];
  for (const dueMs of clickedDueMs) {
    const clicked = await newOrder(db);
    await appendNext(db, clicked, planned(drawNumber()));
    await noteNextDue(db, clicked, dueMs);
  }
  const key = await newOrder(db);
  await noteNextDue(db, key, 4_000);
  const nowMs = 10_000;
  const until = (sinceMs: number, most: number) => lookUntilMs(db, { sinceMs, nowMs, most });
  expect(await until(0, 1)).toBe(1_001);
  // All that are due in one ms, or it would come to none behind them.
  expect(await until(0, 2)).toBe(2_001);
  expect(await until(2_000, 1)).toBe(2_001);
  expect(await until(2_001, 2)).toBe(4_001);
  expect(await until(2_001, 3)).toBe(nowMs);

  const terms = { nowMs, overdueMs: 1_000, heldTimesLonger: 5, limit: 10, isUnclickedAlone: true };
  expect(await leaseOverdue(db, { ...terms, untilMs: 4_000 })).toEqual([]);
  expect(await leaseOverdue(db, { ...terms, sinceMs: 4_001 })).toEqual([]);
  const all = { ...terms, sinceMs: 4_000, untilMs: 4_001 };
  expect(await leaseOverdue(db, all)).toEqual([{ key, isUnclicked: true }]);
});

/** As the release before this one writes them, which knows no table of due times. */
const old = {
  note: ({ merchant, orderId }: OrderKey, ms: number | null) =>
    run(db, 'update orders set next_due_at = $3 where merchant = $1 and id = $2', [
      merchant,
      orderId,
      ms === null ? null : new Date(ms),
    ]),
  postpone: ({ merchant, orderId }: OrderKey, seenMs: number, ms: number) =>
    run(
      db,
      'update orders set next_due_at = $4 where merchant = $1 and id = $2 and next_due_at = $3',
      [merchant, orderId, new Date(seenMs), new Date(ms)],
    ),
  overdue: ({ merchant }: OrderKey, beforeMs: number) =>
    run(db, 'select from orders where merchant = $1 and next_due_at < $2', [
      merchant,
      new Date(beforeMs),
    ]),
};

test('quiet-end: what a process of the release before writes of a due time moves it here', async () => {
  const key = await newOrder(db);
  await old.note(key, startMs + 5_000);
  expect(await dueAtMsOf(db, key)).toBe(startMs + 5_000);
  expect(await old.postpone(key, startMs + 5_000, startMs + 6_000)).toBe(1);
  expect(await dueAtMsOf(db, key)).toBe(startMs + 6_000);
  // A poll of this release is not seen there, so the old one may write what stands there already.
  await noteNextDue(db, key, startMs + 3_000);
  await old.note(key, startMs + 6_000);
  expect(await dueAtMsOf(db, key)).toBe(startMs + 6_000);
  await old.note(key, null);
  expect(await dueAtMsOf(db, key)).toBeNull();
});

test('quiet-end: a process of the release before finds an order of this one overdue, early at worst', async () => {
  const key = await newOrder(db);
  expect(await old.overdue(key, deadlineMs + 1)).toBe(1);
  await appendNext(db, key, planned(drawNumber()));
  expect(await old.overdue(key, startMs + 10_001)).toBe(1);
  await noteNextDue(db, key, startMs + 20_000);
  expect(await old.overdue(key, startMs + 10_001)).toBe(1);
});

test('quiet-end: an order that was due before there was a table of due times is found by it', async () => {
  const postgres = await startPostgres();
  const [before, folder] = [
    openDatabase(postgres.url, { max: 2 }),
    await mkdtemp(join(tmpdir(), 'paidonce-dues-')),
  ];
  afterAll(async () => {
    await before.close();
    await postgres.stop();
    await rm(folder, { recursive: true });
  });
  for (const name of await readdir(migrationsFolder)) {
    if (name > '0023') continue;
    await copyFile(join(migrationsFolder, name), join(folder, name));
  }
  await migrate(before, folder);
  const key = await newOrder(before);
  await migrate(before);
  expect(await dueAtMsOf(before, key)).toBe(deadlineMs);
  const terms = { nowMs: deadlineMs + 1, overdueMs: 60_000, heldTimesLonger: 5, limit: 10 };
  expect(await leaseOverdue(before, terms)).toEqual([{ key, isUnclicked: true }]);
});
