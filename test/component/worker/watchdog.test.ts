import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { beforeEach, expect, test } from 'vitest';
import { dueAtMsOf, noteNextDue } from '../../../ledger/orders/dues.ts';
import { run } from '../../../ledger/database/database.ts';
import { sweep } from '../../../worker/watchdog.ts';
import { orderWorkflowId } from '../../../workflows/messages/workflow-id.ts';
import type { OrderKey } from '../../../domain/values/order-key.ts';
import { appendNext, drawNumber, newOrder, planned } from '../ledger/order-facts.ts';
import { openOwnLedger } from '../ledger/own-ledger.ts';

const { db } = await openOwnLedger();
const overdueMs = 120_000;

/** Stands for the engine: notes which orders were woken, and fails for one. */
const engine = { woken: [] as string[], jammed: '' };

const client = {
  withDeadline: (_deadlineMs: number, call: () => Promise<unknown>) => call(),
  workflow: {
    getHandle: () => ({
      describe: () => Promise.reject(new WorkflowNotFoundError('none', 'none', undefined)),
    }),
    signalWithStart: (_type: string, { workflowId }: Readonly<{ workflowId: string }>) => {
      if (workflowId === engine.jammed) return Promise.reject(new Error('the engine is away'));
      engine.woken.push(workflowId);
      return Promise.resolve();
    },
  },
} as unknown as Client;

async function sweepOnce(): Promise<number> {
  const shown = () => Promise.resolve('none' as const);
  const rest = { shown, engineLongPollMs: 60_000, everyMs: 5_000, build: 'new' };
  const { woken } = await sweep({ db, client, overdueMs, log: () => undefined, ...rest });
  return woken;
}

/** An order that somebody clicked on, overdue for long. */
async function clickedOrder(): Promise<OrderKey> {
  const key = await newOrder(db);
  await appendNext(db, key, planned(drawNumber()));
  return key;
}

beforeEach(async () => {
  Object.assign(engine, { woken: [], jammed: '' });
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
  engine.jammed = orderWorkflowId(first);
  await expect(sweepOnce()).resolves.toBe(1);
  expect(engine.woken).toEqual([orderWorkflowId(second)]);
  expect(await dueAtMsOf(db, first)).toBeGreaterThan(Date.now());
});
