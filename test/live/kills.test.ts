import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import type { FaultPoint } from '../../domain/fault-point.ts';
import { type Receiver, startReceiver } from '../component/worker/receiver.ts';
import { FaultPoints } from '../kit/fault-points.ts';
import { type ProcessName, type RunningPaidOnce, startPaidOnce } from '../kit/paidonce.ts';
import { type Json, Shop, Street } from '../kit/shop.ts';

/**
 * kill -9 of each process while orders stand at every point of pay, callback and
 * refund: before the append, after it and before the call, after the call and
 * before its answer is known, after the answer and before the next append.
 */
const payPoints = [
  'append-before',
  'append-after',
  'create-before-call',
  'create-after-call',
  'create-after-offer',
] as const satisfies readonly FaultPoint[];
const callbackPoints = [
  'callback-before-store',
  'callback-after-store',
  'relay-before-signal',
  'relay-after-signal',
] as const satisfies readonly FaultPoint[];
const refundPoints = [
  'refund-before-call',
  'refund-after-call',
] as const satisfies readonly FaultPoint[];

const processes = [
  'worker',
  'api',
  'temporal',
  'postgres',
  'sandbox',
] as const satisfies readonly ProcessName[];

const stacks: RunningPaidOnce[] = [];
const receivers: Receiver[] = [];
afterEach(async () => {
  for (const one of stacks.splice(0)) await one.stop();
  for (const one of receivers.splice(0)) await one.stop();
});

type Stage = Readonly<{
  paidonce: RunningPaidOnce;
  points: FaultPoints;
  shop: Shop;
  street: Street;
}>;

const patience = { timeout: 60_000, interval: 100 };

/** A worker that died bundles its workflows anew, and its orders must know it again. */
const bundlingAnew = { PAIDONCE_WORKFLOW_BUNDLE: '' } as const;

async function openStage(victim: ProcessName): Promise<Stage> {
  const points = new FaultPoints();
  const paidonce = await startPaidOnce({
    timeScale: 0.1,
    env: {
      PAIDONCE_FAULT_POINTS: points.folder,
      ...(victim === 'worker' ? bundlingAnew : {}),
    },
  });
  stacks.push(paidonce);
  return {
    paidonce,
    points,
    shop: new Shop(paidonce.addresses),
    street: new Street(paidonce.addresses),
  };
}

/** A click that is repeated under the same key until it is answered, whichever process dies. */
async function clickUntilAnswered({ shop }: Stage, id: string, more: object = {}): Promise<string> {
  const key = randomUUID();
  for (;;) {
    try {
      const answer = await shop.pay(id, { key, ...more });
      if (answer.status < 300) return String(answer.body.id);
      expect([409, 429, 500, 503]).toContain(answer.status);
    } catch {
      // The process that held the connection is dead, so the same click is made again.
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Stops an order at a fault point of paying. */
async function stopAtPay(stage: Stage, point: FaultPoint): Promise<() => Promise<string>> {
  const id = await stage.shop.order();
  stage.points.hold(point);
  const click = clickUntilAnswered(stage, id);
  await stage.points.reached(point);
  return async () => {
    const number = await click;
    await stage.shop.until(id, (order) =>
      order.attempts.some((one: Json) => one.action !== null || one.status === 'succeeded'),
    );
    await stage.street.pay(number);
    return id;
  };
}

async function stopAtCallback(stage: Stage, point: FaultPoint): Promise<() => Promise<string>> {
  const id = await stage.shop.order();
  const number = await clickUntilAnswered(stage, id);
  stage.points.hold(point);
  await stage.street.pay(number);
  await stage.points.reached(point);
  return () => Promise.resolve(id);
}

async function stopAtRefund(stage: Stage, point: FaultPoint): Promise<() => Promise<string>> {
  const { shop, street, points } = stage;
  const id = await shop.order();
  const first = await clickUntilAnswered(stage, id);
  await street.fault('close', 'payable_after_close', first);
  const h5 = { method: 'h5', shopper: { ip: '203.0.113.7' } };
  const second = await clickUntilAnswered(stage, id, h5);
  await street.pay(second);
  await shop.until(id, (order) => order.status === 'paid');
  points.hold(point);
  await street.pay(first);
  await points.reached(point);
  return () => Promise.resolve(id);
}

async function expectPaidOnce({ shop, street }: Stage, id: string): Promise<void> {
  const order = await shop.until(
    id,
    (one) =>
      one.status === 'paid' &&
      one.attempts.every((it: Json) => it.role !== 'duplicate' || it.amount_refunded === 1999),
  );
  const money = await street.money(id);
  expect(money.net).toBe(1999);
  for (const payment of money.payments) {
    expect(payment.charges).toBeLessThanOrEqual(1);
    const isWinner = payment.number === order.winner;
    expect(payment.captured - payment.refunded).toBe(isWinner ? 1999 : 0);
  }
}

/** What comes of notices that were under way. */
type UnderWay = Readonly<{
  /** The receiver answers from now on, whom it kept waiting too. */
  answered: () => void;
  /** All arrived, in order. */
  expectTold: () => Promise<void>;
}>;

/** Whoever sends notices, and what wakes him. */
const ofNotices: readonly ProcessName[] = ['worker', 'temporal'];

/** Of a few orders, a notice is being sent and another one waits behind it. */
async function stopAtNotices(stage: Stage): Promise<UnderWay> {
  const { paidonce, shop, street } = stage;
  const ops = new Shop(paidonce.addresses, paidonce.addresses.ops_key);
  await ops.call('POST', '/v1/merchants/demo/notice_secret', {});
  const receiver = await startReceiver();
  receivers.push(receiver);
  const kept: ServerResponse[] = [];
  receiver.answer((_notice, response) => {
    kept.push(response);
    return null;
  });
  const ids = await Promise.all([1, 2].map(() => shop.order({ notify_url: receiver.url })));
  for (const id of ids) {
    await street.pay(await clickUntilAnswered(stage, id));
    await shop.until(id, (order) => order.status === 'paid');
    expect((await shop.refund(id, 1999)).status).toBe(201);
    await shop.until(id, (order) => order.refunds[0]?.status === 'succeeded');
  }
  await expect.poll(() => kept.length, patience).toBe(ids.length);
  const toldOf = async (id: string): Promise<readonly number[]> => {
    const events: Json[] = (await shop.call('GET', `/v1/orders/${id}/events`)).body.data;
    const tries: Json[] = (await shop.call('GET', `/v1/deliveries?order=${id}`)).body.data;
    const accepted = tries.filter((one) => one.status === 'accepted').map((one) => one.event);
    return events.filter((one) => accepted.includes(one.id)).map((one) => one.sequence);
  };
  return {
    answered: () => {
      receiver.answer(() => 204);
      for (const response of kept) response.writeHead(204).end();
    },
    expectTold: async () => {
      for (const id of ids) {
        await expect.poll(() => toldOf(id), patience).toEqual([1, 2]);
        const came = receiver.received.filter((one) => one.order_id === id);
        expect(came.map((one) => one.sequence).join()).toMatch(/^1,(1,)*2(,2)*$/);
      }
    },
  };
}

describe.each(processes)('kill -9 of %s', (victim) => {
  test('nothing-lost, one-charge: orders at every point end paid once, and notices under way arrive in order', async () => {
    const stage = await openStage(victim);
    const waiting: (() => Promise<string>)[] = [];
    for (const point of refundPoints) waiting.push(await stopAtRefund(stage, point));
    for (const point of callbackPoints) waiting.push(await stopAtCallback(stage, point));
    for (const point of payPoints) waiting.push(await stopAtPay(stage, point));
    const notices = ofNotices.includes(victim) ? await stopAtNotices(stage) : null;
    await stage.paidonce.kill(victim);
    notices?.answered();
    for (const point of [...refundPoints, ...callbackPoints, ...payPoints]) {
      stage.points.release(point);
    }
    const ids = await Promise.all(waiting.map((finish) => finish()));
    await Promise.all(ids.map((id) => expectPaidOnce(stage, id)));
    await notices?.expectTold();
  });
});
