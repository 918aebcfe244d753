import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { beforeEach, expect, test } from 'vitest';
import { dueAtMsOf, noteNextDue } from '../../../ledger/orders/dues.ts';
import { run } from '../../../ledger/database/database.ts';
import { limitedLog, logLimits } from '../../../config/log/limited-log.ts';
import { sweep, type Swept, type WatchdogSettings } from '../../../worker/watchdog.ts';
import { orderWorkflowId } from '../../../workflows/messages/workflow-id.ts';
import type { OrderKey } from '../../../domain/values/order-key.ts';
import { appendNext, drawNumber, newOrder, planned } from '../ledger/order-facts.ts';
import { openOwnLedger } from '../ledger/own-ledger.ts';

const { db } = await openOwnLedger();
const overdueMs = 120_000;

/** Stands for the engine: notes which orders were woken, and fails for some. */
const engine = {
  woken: [] as string[],
  asked: 0,
  jams: (workflowId: string): boolean => workflowId === '',
};

const client = {
  withDeadline: (_deadlineMs: number, call: () => Promise<unknown>) => call(),
  workflow: {
    getHandle: () => ({
      describe: () => Promise.reject(new WorkflowNotFoundError('none', 'none', undefined)),
    }),
    signalWithStart: (_type: string, { workflowId }: Readonly<{ workflowId: string }>) => {
      engine.asked += 1;
      if (engine.jams(workflowId)) return Promise.reject(new Error('the engine is away'));
      engine.woken.push(workflowId);
      return Promise.resolve();
    },
  },
} as unknown as Client;

async function sweepWith(settings: Partial<WatchdogSettings>, leftFromMs?: number): Promise<Swept> {
  const shown = () => Promise.resolve('none' as const);
  const rest = { shown, engineLongPollMs: 60_000, everyMs: 5_000, build: 'new' };
  return sweep(
    { db, client, overdueMs, rareLog: () => undefined, ...rest, ...settings },
    leftFromMs,
  );
}

async function sweepOnce(): Promise<number> {
  return (await sweepWith({})).woken;
}

/** An order that somebody clicked on, overdue for long. */
async function clickedOrder(): Promise<OrderKey> {
  const key = await newOrder(db);
  await appendNext(db, key, planned(drawNumber()));
  return key;
}

beforeEach(async () => {
  Object.assign(engine, { woken: [], asked: 0, jams: () => false });
  await run(db, 'delete from order_dues');
});

test('an overdue order is woken, and then left alone until it had its chance', async () => {
  const key = await clickedOrder();
  await expect(sweepOnce()).resolves.toBe(1);
  expect(engine.woken).toEqual([orderWorkflowId(key)]);
  await expect(sweepOnce()).resolves.toBe(0);
  expect(await dueAtMsOf(db, key)).toBeGreaterThan(Date.now() + overdueMs / 2);
});

test('quiet-end: an order that can not be woken holds up none behind it, and comes again', async () => {
  const first = await clickedOrder();
  const second = await clickedOrder();
  await noteNextDue(db, first, 1_000);
  engine.jams = (workflowId) => workflowId === orderWorkflowId(first);
  await expect(sweepOnce()).resolves.toBe(1);
  expect(engine.woken).toEqual([orderWorkflowId(second)]);
  expect(await dueAtMsOf(db, first)).toBeGreaterThan(Date.now());
});

/** How many orders are overdue by as much as they are given. */
async function overdueOrders(): Promise<number> {
  const before = new Date(Date.now() - overdueMs);
  return run(db, 'select from order_dues where due_at < $1', [before]);
}

test('with the engine away a sweep tries a few, lets the others be, closes what needs no run, and writes a few lines', async () => {
  for (let made = 0; made < 30; made += 1) await clickedOrder();
  // Behind them, so that they come last.
  await run(db, "update order_dues set due_at = due_at - interval '1 year'");
  for (let made = 0; made < 10; made += 1) await newOrder(db);
  engine.jams = () => true;
  const lines: unknown[] = [];
  const keep = (...line: unknown[]): void => void lines.push(line);
  const rareLog = limitedLog({ info: keep, warn: keep, error: keep });
  expect(await sweepWith({ rareLog })).toMatchObject({ woken: 0, decided: 10 });
  expect(engine.asked).toBe(8);
  expect(await overdueOrders()).toBe(22);
  await sweepWith({ rareLog });
  expect(await overdueOrders()).toBe(14);
  // What could not be done, and that the sweep ended early: however often it is tried.
  expect(lines.length).toBeLessThanOrEqual(logLimits.most + 2);
  engine.jams = () => false;
  expect(await sweepWith({ rareLog })).toMatchObject({ woken: 14, decided: 0 });
});

test('with the engine away unclicked orders behind very many others are closed, by one sweep or by the next', async () => {
  for (let made = 1; made <= 30; made += 1) await noteNextDue(db, await clickedOrder(), made);
  engine.jams = () => true;
  await newOrder(db);
  // Eight are tried. Then all others are looked at, some at a time.
  const look = 12;
  expect(await sweepWith({ look })).toEqual({ woken: 0, decided: 1, leftFromMs: null });

  await run(db, 'delete from order_dues');
  for (let made = 1; made <= 30; made += 1) await noteNextDue(db, await clickedOrder(), made);
  await newOrder(db);
  const first = await sweepWith({ look, everyMs: 0 });
  expect(first, 'eight tried, and twelve passed over').toMatchObject({
    decided: 0,
    leftFromMs: 21,
  });
  const next = await sweepWith({ look, everyMs: 0 }, 21);
  expect(next).toMatchObject({ woken: 0, decided: 1 });
  expect(engine.asked).toBe(24);
});

test('a sweep ends after so many tries, whatever came of them', async () => {
  for (let made = 0; made < 12; made += 1) await clickedOrder();
  engine.jams = () => engine.asked % 4 !== 0;
  expect(await sweepWith({ batch: 2, atOnce: 1, most: 6 })).toMatchObject({ woken: 1, decided: 0 });
  expect(engine.asked).toBe(7);
  expect(await overdueOrders()).toBe(5);
});
