import { WithStartWorkflowOperation } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, expect, test } from 'vitest';
import { findTemporalCli } from '../../../dev/temporal/find-cli.ts';
import { noFaults } from '../../../domain/fault-point.ts';
import { codeTraits } from '../../../domain/testing/channel-kinds.ts';
import { openDatabase } from '../../../ledger/database/database.ts';
import { loadFacts } from '../../../ledger/orders/facts.ts';
import { createOrder } from '../../../ledger/orders/orders.ts';
import { putRequest } from '../../../ledger/answers/requests.ts';
import { defaultNoticePolicy } from '../../../notices/notice-policy.ts';
import { callerLimits, createWorkers } from '../../../worker/create-workers.ts';
import {
  type OrderArguments,
  orderWorkflowType,
  requestUpdates,
} from '../../../workflows/messages/messages.ts';
import { orderStart } from '../../../workflows/messages/order-start.ts';
import { amountMinor, drawNumber, newMerchant, orderOf } from '../ledger/order-facts.ts';
import { openOwnLedger } from '../ledger/own-ledger.ts';
import { workflowBundle } from '../../kit/workflow-bundle.ts';
import { quietRuntime } from '../../kit/quiet-runtime.ts';

type OrderWorkflow = (args: OrderArguments) => Promise<void>;

const { db, url } = await openOwnLedger();
const callDb = openDatabase(url, { max: 1 });
const cli = await findTemporalCli(process.env, () => undefined, new AbortController().signal);
quietRuntime();
const server = { executable: { type: 'existing-path', path: cli } } as const;
const env = await TestWorkflowEnvironment.createLocal({ server });
const workers = await createWorkers({
  connection: env.nativeConnection,
  namespace: 'default',
  ledger: db,
  workflowCode: await workflowBundle(),
  channels: { wechat: { callsAtOnce: 10, callsPerSecond: 50 } },
  holdWaitsMs: [30_000],
  deps: {
    db: callDb,
    account: () => undefined,
    publicUrl: 'https://pay.example',
    faults: noFaults,
  },
  notices: {
    db: callDb,
    send: () => Promise.reject(new Error('no notice is sent here')),
    secretOf: () => '',
    publicUrl: 'https://pay.example',
    policy: defaultNoticePolicy,
  },
});
const running = Promise.all(workers.map((one) => one.run()));
afterAll(async () => {
  for (const one of workers) one.shutdown();
  await running;
  await callDb.close();
  await env.teardown();
});

test('appends do not wait behind calls: with every connection of calls taken, an order goes on', async () => {
  const taken = await callDb.connect();
  const nowMs = Date.now();
  const order = { ...orderOf(await newMerchant(db)), createdAtMs: nowMs, deadlineMs: nowMs + 9e5 };
  await createOrder(db, order);
  const { key } = order;
  const request = {
    id: 'click',
    number: drawNumber(),
    channel: 'wechat',
    method: 'qr',
    account: 'default',
    payer: null,
    traits: codeTraits,
  };
  await putRequest(db, key, { type: 'pay', request }, { keyId: 'key', role: 'merchant' });
  const click = env.client.workflow.executeUpdateWithStart(requestUpdates.pay, {
    args: [{ id: request.id, version: 1 }],
    startWorkflowOperation: new WithStartWorkflowOperation<OrderWorkflow>(
      orderWorkflowType,
      orderStart({ key, amountMinor, expiresAtMs: order.deadlineMs }, 'none'),
    ),
  });
  const types = async (): Promise<string[]> =>
    (await loadFacts(db, key)).facts.map((one) => one.type);
  try {
    await expect.poll(types, { timeout: 15_000 }).toContain('attempt_planned');
  } finally {
    taken.release();
  }
  expect(await click).toMatchObject({ kind: 'attempt' });
});

test('a channel’s limits are the engine’s: slots, and a rate where one is set', () => {
  expect(callerLimits({ callsAtOnce: 7, callsPerSecond: null })).toEqual({
    maxConcurrentActivityTaskExecutions: 7,
  });
  expect(callerLimits({ callsAtOnce: 7, callsPerSecond: 2.5 })).toMatchObject({
    maxTaskQueueActivitiesPerSecond: 2.5,
  });
});
