import { randomUUID } from 'node:crypto';
import type { FaultPoints } from '../kit/fault-points.ts';
import type { RunningPaidOnce } from '../kit/paidonce.ts';
import type { Json, PaySettings, Shop, Street } from '../kit/shop.ts';
import type { EngineConsole } from '../live/engine.ts';

export type Stage = Readonly<{
  paidonce: RunningPaidOnce;
  points: FaultPoints;
  shop: Shop;
  street: Street;
  engine: EngineConsole;
}>;

/** What is the shopper's alone: given with every click that takes it, and never to be found in a history. */
export const shopperData = Object.freeze({
  ip: '203.0.113.77',
  name: 'Golden Shopper',
  email: 'shopper@golden.example',
});

const isPaid = (order: Json): boolean => order.status === 'paid';
const h5: PaySettings = { method: 'h5', shopper: shopperData };

async function click({ shop }: Stage, id: string, settings: PaySettings = {}): Promise<string> {
  const answer = await shop.pay(id, settings);
  if (answer.status >= 300) throw new Error(`no attempt: ${JSON.stringify(answer.body)}`);
  return String(answer.body.id);
}

async function paid(stage: Stage): Promise<string> {
  const id = await stage.shop.order();
  await stage.street.pay(await click(stage, id));
  await stage.shop.until(id, isPaid);
  return id;
}

async function paidByPoll(stage: Stage): Promise<string> {
  const id = await stage.shop.order();
  const number = await click(stage, id);
  await stage.street.fault('callback', 'callback_lost', number);
  await stage.street.pay(number);
  await stage.shop.until(id, isPaid);
  return id;
}

async function duplicateRefunded(stage: Stage): Promise<string> {
  const { shop, street } = stage;
  const id = await shop.order();
  const first = await click(stage, id);
  await street.fault('close', 'payable_after_close', first);
  const second = await click(stage, id, h5);
  await Promise.all([street.pay(first), street.pay(second)]);
  await shop.until(id, (order) => order.refunds[0]?.status === 'succeeded');
  return id;
}

async function closedAtDeadline(stage: Stage): Promise<string> {
  const id = await stage.shop.order({ expires_in: 2 });
  await click(stage, id);
  await stage.shop.until(id, (order) => order.status === 'closed');
  return id;
}

async function cancelledAndIgnored(stage: Stage): Promise<string> {
  const id = await stage.shop.order();
  const number = await click(stage, id);
  await stage.engine.workflow(id).cancel();
  await stage.street.pay(number);
  await stage.shop.until(id, isPaid);
  return id;
}

async function workerKilledMidCreate(stage: Stage): Promise<string> {
  const { shop, points, paidonce, street } = stage;
  const id = await shop.order();
  points.hold('create-after-call');
  const key = randomUUID();
  const clicked = shop.pay(id, { key });
  await points.reached('create-after-call');
  await paidonce.kill('worker');
  points.release('create-after-call');
  await clicked;
  const offered = await shop.until(id, (order) => order.attempts[0].action !== null);
  await street.pay(String(offered.attempts[0].id));
  await shop.until(id, isPaid);
  return id;
}

async function refundedByMerchant(stage: Stage): Promise<string> {
  const { shop, street } = stage;
  const id = await shop.order();
  const first = await click(stage, id, h5);
  await street.pay(first);
  await shop.until(id, isPaid);
  await stage.engine.ended(id);
  await shop.refund(id, 700);
  await shop.until(id, (order) => order.amount_refunded === 700);
  return id;
}

/**
 * Each plays one order to its end. By file name, with what its history must hold:
 * one that does not tell its story guards nothing. The facts themselves are not
 * in a history, they go from the worker straight into the ledger.
 */
export const scenarios: Readonly<
  Record<string, Readonly<{ play: (stage: Stage) => Promise<string>; tells: string }>>
> = Object.freeze({
  paid: { play: paid, tells: 'EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED' },
  'paid-by-poll': { play: paidByPoll, tells: '\\"answer\\":{\\"kind\\":\\"success\\"' },
  'duplicate-refunded': { play: duplicateRefunded, tells: '"name":"refund"' },
  'closed-at-deadline': { play: closedAtDeadline, tells: '"\\"closed\\""' },
  'cancelled-and-ignored': {
    play: cancelledAndIgnored,
    tells: 'EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED',
  },
  'worker-killed-mid-create': {
    play: workerKilledMidCreate,
    tells: 'EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT',
  },
  'refunded-by-merchant': { play: refundedByMerchant, tells: '\\"type\\":\\"refund\\"' },
});
