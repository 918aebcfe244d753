import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import type { FaultPoint } from '../../domain/fault-point.ts';
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
afterEach(async () => {
  for (const one of stacks.splice(0)) await one.stop();
});

type Stage = Readonly<{
  paidonce: RunningPaidOnce;
  points: FaultPoints;
  shop: Shop;
  street: Street;
}>;

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

describe.each(processes)('kill -9 of %s', (victim) => {
  test('nothing-lost, one-charge: orders at every point end paid once', async () => {
    const stage = await openStage(victim);
    const waiting: (() => Promise<string>)[] = [];
    for (const point of refundPoints) waiting.push(await stopAtRefund(stage, point));
    for (const point of callbackPoints) waiting.push(await stopAtCallback(stage, point));
    for (const point of payPoints) waiting.push(await stopAtPay(stage, point));
    await stage.paidonce.kill(victim);
    for (const point of [...refundPoints, ...callbackPoints, ...payPoints]) {
      stage.points.release(point);
    }
    const ids = await Promise.all(waiting.map((finish) => finish()));
    await Promise.all(ids.map((id) => expectPaidOnce(stage, id)));
  });
});
