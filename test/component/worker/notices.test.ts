import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { findTemporalCli } from '../../../dev/temporal/find-cli.ts';
import { noFaults } from '../../../domain/fault-point.ts';
import type { OrderKey } from '../../../domain/values/order-key.ts';
import { transaction } from '../../../ledger/database/database.ts';
import { writeEvents } from '../../../ledger/events/event-log.ts';
import { keyedHash } from '../../../ledger/keys/keyed-hash.ts';
import { changeMerchant } from '../../../ledger/keys/merchants.ts';
import { addNoticeSecret } from '../../../ledger/notices/notice-secrets.ts';
import { listTries, type NoticeTry } from '../../../ledger/notices/notice-tries.ts';
import { resendEvent, resendRange } from '../../../ledger/notices/resends.ts';
import { createOrder, findOrder } from '../../../ledger/orders/orders.ts';
import { orderSnapshot } from '../../../ledger/views/order-json.ts';
import { defaultNoticePolicy, scaleNoticePolicy } from '../../../notices/notice-policy.ts';
import { deriveSecret } from '../../../notices/notice-secret.ts';
import { createNoticeSender } from '../../../notices/send-notice.ts';
import { createWorkers } from '../../../worker/create-workers.ts';
import { startNoticePump } from '../../../worker/notice-pump.ts';
import { noticesWorkflowId } from '../../../workflows/messages/notices-start.ts';
import { quietRuntime } from '../../kit/quiet-runtime.ts';
import { workflowBundle } from '../../kit/workflow-bundle.ts';
import { costOf, totalActions } from '../../live/history-cost.ts';
import { newMerchant, orderOf } from '../ledger/order-facts.ts';
import { openOwnLedger } from '../ledger/own-ledger.ts';
import { startReceiver, type Receiver } from './receiver.ts';

const { db } = await openOwnLedger();
const cli = await findTemporalCli(process.env, () => undefined, new AbortController().signal);
quietRuntime();
const server = { executable: { type: 'existing-path', path: cli } } as const;
const env = await TestWorkflowEnvironment.createLocal({ server });
const hash = keyedHash('k'.repeat(32));
const sender = createNoticeSender({ allow: 'loopback', timeoutMs: 3_000 });
const paces = { /* A day is 87 s. */ usual: 0.001, /* Nine seconds. */ quick: 0.0001 };
const now = { policy: scaleNoticePolicy(defaultNoticePolicy, paces.usual) };
const workers = await createWorkers({
  connection: env.nativeConnection,
  namespace: 'default',
  ledger: db,
  workflowCode: await workflowBundle(),
  channels: {},
  holdWaitsMs: [30_000],
  deps: { db, account: () => undefined, publicUrl: 'https://pay.example', faults: noFaults },
  notices: {
    db,
    send: sender.send,
    secretOf: (merchant, id) => deriveSecret(hash, merchant, id),
    publicUrl: 'https://pay.example',
    get policy() {
      return now.policy;
    },
  },
});
const running = Promise.all(workers.map((one) => one.run()));
const log: unknown[] = [];
const rareLog = (...line: readonly unknown[]): void => void log.push(line);
const pump = startNoticePump({ db, client: env.client, everyMs: 50, rareLog });
const receivers: Receiver[] = [];
afterEach(async () => {
  now.policy = scaleNoticePolicy(defaultNoticePolicy, paces.usual);
  await Promise.all(receivers.splice(0).map((one) => one.stop()));
});
afterAll(async () => {
  await pump.stop();
  for (const one of workers) one.shutdown();
  await running;
  sender.close();
  await env.teardown();
});

/** `npm run test:notices` sends those of two thousand. */
const manyOrders = Number(process.env['PAIDONCE_TEST_NOTICE_ORDERS'] ?? 400);
const by = { name: 'Ada', reason: null };
const patience = { timeout: 60_000, interval: 50 };

async function receiver(): Promise<Receiver> {
  const started = await startReceiver();
  receivers.push(started);
  return started;
}

async function secretOf(merchant: string, overlapSeconds = 0): Promise<string> {
  const id = await addNoticeSecret(db, { merchant, overlapSeconds }, by);
  return deriveSecret(hash, merchant, String(id));
}

async function merchantTo(url: string | null): Promise<string> {
  const id = await newMerchant(db);
  await changeMerchant(db, id, { notifyUrl: url }, by);
  return id;
}

async function tell(key: OrderKey, ...types: readonly ('order.paid' | 'refund.succeeded')[]) {
  const order = await findOrder(db, key);
  if (order === null) throw new Error('no order');
  const models = { order, attempts: [], refunds: [] };
  const snapshot = orderSnapshot(order, models, order.version);
  const events = types.map((type) => ({ type, version: 1, snapshot, atMs: Date.now() }));
  await transaction(db, (inside) => writeEvents(inside, key, events));
}

async function orderTold(
  merchant: string,
  ...types: readonly ('order.paid' | 'refund.succeeded')[]
): Promise<OrderKey> {
  const order = orderOf(merchant);
  await createOrder(db, order);
  await tell(order.key, ...types);
  return order.key;
}

async function tries(key: OrderKey): Promise<NoticeTry[]> {
  const { merchant, orderId } = key;
  return (await listTries(db, { merchant, orderId, limit: 100 })).items.toReversed();
}

const statuses = async (key: OrderKey): Promise<string[]> =>
  (await tries(key)).map((one) => one.status);

describe('a notice', () => {
  test('is signed so that an independent verifier of Standard Webhooks believes it', async () => {
    const { url, received } = await receiver();
    const merchant = await merchantTo(url);
    const secret = await secretOf(merchant);
    await orderTold(merchant, 'order.paid');
    await expect.poll(() => received.length, patience).toBe(1);
    const [{ headers, raw, id }] = received as [(typeof received)[0]];
    const verified = new Webhook(secret).verify(raw, headers as Record<string, string>);
    expect(verified).toMatchObject({ id, type: 'order.paid' });
    expect(headers['webhook-id']).toBe(id);
    const other = new Webhook(await secretOf(await newMerchant(db)));
    expect(() => other.verify(raw, headers as Record<string, string>)).toThrow();
  });

  test('is signed by the old secret and the new one while they overlap', async () => {
    const { url, received } = await receiver();
    const merchant = await merchantTo(url);
    const first = await secretOf(merchant);
    const second = await secretOf(merchant, 60);
    await orderTold(merchant, 'order.paid');
    await expect.poll(() => received.length, patience).toBe(1);
    const third = await secretOf(merchant, 0);
    await orderTold(merchant, 'order.paid');
    await expect.poll(() => received.length, patience).toBe(2);
    const believed = received.map(({ raw, headers }) =>
      [first, second, third].map((secret) => {
        try {
          new Webhook(secret).verify(raw, headers as Record<string, string>);
          return true;
        } catch {
          return false;
        }
      }),
    );
    expect(believed).toEqual([
      [true, true, false],
      [false, false, true],
    ]);
  });

  test('that is accepted at once costs the engine two actions', async () => {
    const { url, received } = await receiver();
    const merchant = await merchantTo(url);
    await secretOf(merchant);
    const key = await orderTold(merchant, 'order.paid');
    await expect.poll(() => received.length, patience).toBe(1);
    const endpoints = 'select id from notice_endpoints where merchant = $1';
    const { rows } = await db.query<{ id: string }>(endpoints, [merchant]);
    const id = noticesWorkflowId({ id: String(rows[0]?.id), merchant });
    await env.client.workflow.getHandle(id).result();
    const { events } = await env.client.workflow.getHandle(id).fetchHistory();
    expect(totalActions(costOf(events ?? []))).toBe(2);
    expect(await statuses(key)).toEqual(['accepted']);
  });

  test('is told in order and without a gap, the next only after the one before', async () => {
    const { url, received, answer } = await receiver();
    answer(({ count }) => (count % 2 === 0 ? 200 : 500));
    const merchant = await merchantTo(url);
    await secretOf(merchant);
    const key = await orderTold(merchant, 'order.paid', 'refund.succeeded', 'refund.succeeded');
    await expect.poll(() => statuses(key), patience).toHaveLength(6);
    expect(received.map(({ sequence, status }) => [sequence, status])).toEqual(
      [1, 2, 3].flatMap((one) => [500, 200].map((status) => [one, status])),
    );
  });

  test('waits without a secret, and is sent at once when there is one', async () => {
    const { url, received } = await receiver();
    const merchant = await merchantTo(url);
    const key = await orderTold(merchant, 'order.paid');
    await expect.poll(() => statuses(key), patience).toContain('failed');
    expect((await tries(key))[0]?.error).toContain('notice_secret');
    expect(received).toHaveLength(0);
    await secretOf(merchant);
    await expect.poll(() => received.length, patience).toBe(1);
  });

  test('that is never accepted is given up after its schedule, and somebody is told', async () => {
    const { url, received, answer } = await receiver();
    now.policy = scaleNoticePolicy(defaultNoticePolicy, paces.quick);
    answer(() => 404);
    const merchant = await merchantTo(url);
    await secretOf(merchant);
    const key = await orderTold(merchant, 'refund.succeeded');
    await expect.poll(() => statuses(key), patience).toContain('given_up');
    const all = await tries(key);
    expect(all.at(-1)).toMatchObject({ status: 'given_up', responseStatus: 404 });
    expect(all.length).toBe(received.length);
    expect(all.length).toBeLessThanOrEqual(16);
    answer(() => 200);
    await tell(key, 'refund.succeeded');
    await expect.poll(() => statuses(key), patience).toContain('accepted');
    expect(received.at(-1)?.sequence).toBe(2);
  });

  test('whose receiver is gone (410) is given up at once', async () => {
    const { url, answer } = await receiver();
    answer(() => 410);
    const merchant = await merchantTo(url);
    await secretOf(merchant);
    const key = await orderTold(merchant, 'order.paid');
    await expect.poll(() => statuses(key), patience).toEqual(['given_up']);
  });

  test('goes to the address of its order, where it names one; another waits for none', async () => {
    const [own, usual] = [await receiver(), await receiver()];
    const merchant = await merchantTo(usual.url);
    await secretOf(merchant);
    const order = { ...orderOf(merchant), notifyUrl: own.url };
    await createOrder(db, order);
    await tell(order.key, 'order.paid');
    await orderTold(await merchantTo(null), 'order.paid');
    await expect.poll(() => own.received.length, patience).toBe(1);
    expect(usual.received).toHaveLength(0);
  });

  test('that waits goes to the new address once its merchant has another', async () => {
    const [old, fresh] = [await receiver(), await receiver()];
    old.answer(() => 500);
    const merchant = await merchantTo(old.url);
    await secretOf(merchant);
    const key = await orderTold(merchant, 'order.paid');
    await expect.poll(() => statuses(key), patience).toContain('failed');
    await changeMerchant(db, merchant, { notifyUrl: fresh.url }, by);
    await expect.poll(() => fresh.received.length, patience).toBe(1);
    expect(fresh.received[0]?.sequence).toBe(1);
  });
});

describe('sent again', () => {
  test('an event comes under the same id and delays no other', async () => {
    const { url, received, answer } = await receiver();
    const merchant = await merchantTo(url);
    await secretOf(merchant);
    const key = await orderTold(merchant, 'order.paid');
    await expect.poll(() => received.length, patience).toBe(1);
    const [first] = received as [(typeof received)[0]];
    answer(({ id }) => (id === first.id ? 500 : 200));
    expect(await resendEvent(db, first.id, merchant)).toBe('sent');
    expect(await resendEvent(db, first.id, await newMerchant(db))).toBe('unknown');
    await expect.poll(() => received.length, patience).toBeGreaterThan(1);
    await tell(key, 'refund.succeeded');
    await expect.poll(() => received.map((one) => one.sequence), patience).toContain(2);
    answer(() => 200);
    await expect
      .poll(async () => (await tries(key)).filter((one) => one.isResend).at(-1)?.status, patience)
      .toBe('accepted');
    expect(new Set(received.filter((one) => one.sequence === 1).map((one) => one.id)).size).toBe(1);
  });

  test('all events of a time range come again', async () => {
    const { url, received } = await receiver();
    const merchant = await merchantTo(url);
    await secretOf(merchant);
    const createdAfterMs = Date.now() - 1_000;
    await orderTold(merchant, 'order.paid', 'refund.succeeded');
    await orderTold(merchant, 'order.paid');
    await expect.poll(() => received.length, patience).toBe(3);
    const range = { merchant, createdAfterMs, createdBeforeMs: Date.now() + 1_000, most: 10 };
    expect(await resendRange(db, { ...range, type: 'order.paid' })).toBe(2);
    await expect.poll(() => received.length, patience).toBe(5);
    expect(await resendRange(db, { ...range, type: null, most: 2 })).toBeNull();
  });
});

describe('many', () => {
  test('notices of many orders come through one flaky receiver, in order without a gap', async () => {
    const { url, received, answer } = await receiver();
    answer(({ count }) => (count % 3 === 0 && count < manyOrders ? 503 : 200));
    const merchant = await merchantTo(url);
    await secretOf(merchant);
    const told = { orders: 0, count: 0 };
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        while (told.orders < manyOrders) {
          told.orders += 1;
          const order = orderOf(merchant);
          const types = told.orders % 2 === 0 ? [] : (['refund.succeeded'] as const);
          told.count += 1 + types.length;
          await createOrder(db, order);
          await tell(order.key, 'order.paid', ...types);
        }
      }),
    );
    const accepted = (): typeof received => received.filter((one) => one.status === 200);
    await expect.poll(() => accepted().length, { ...patience, timeout: 110_000 }).toBe(told.count);
    const heard = new Map<string, number[]>();
    for (const { order_id: id, sequence } of accepted()) {
      heard.set(id, [...(heard.get(id) ?? []), sequence]);
    }
    expect(heard.size).toBe(manyOrders);
    const outOfOrder = [...heard.values()].filter((one) => !'1,2'.startsWith(one.join()));
    expect(outOfOrder).toEqual([]);
  });

  test('a dead merchant’s waiting orders cost nobody else a slot or time', async () => {
    const [dead, well] = [await receiver(), await receiver()];
    // It takes the call and never answers.
    dead.answer(() => null);
    const [ill, fine] = [await merchantTo(dead.url), await merchantTo(well.url)];
    await Promise.all([secretOf(ill), secretOf(fine)]);
    for (let index = 0; index < 300; index += 1) await orderTold(ill, 'order.paid');
    await expect.poll(() => dead.received.length, patience).toBeGreaterThan(4);
    for (let index = 0; index < 50; index += 1) await orderTold(fine, 'order.paid');
    await expect.poll(() => well.received.length, patience).toBe(50);
    expect(dead.received.length).toBeLessThan(40);
    expect(log).toEqual([]);
  });
});
