import { expect, test } from 'vitest';
import { codeTraits } from '../../../domain/testing/channel-kinds.ts';
import { buildOfCode } from '../../../worker/bundle.ts';
import { discardFailingRun } from '../../../workflows/outside/discard-run.ts';
import { orderWorkflowId } from '../../../workflows/messages/workflow-id.ts';
import { buildOf } from '../../../workflows/messages/worker-identity.ts';
import { olderWorkflows } from '../../kit/older-version.ts';
import { shortPollS } from '../../kit/short-polls.ts';
import { workflowBundle } from '../../kit/workflow-bundle.ts';
import { openPaperOrders, type PaperOrder } from './paper-orders.ts';

const older = await olderWorkflows();
const newer = await workflowBundle();
const orders = await openPaperOrders(Promise.resolve(older));
/** A worker that is gone still counts for a little longer than the engine's long poll; ms. */
const untilGoneMs = 60_000;

function discard(order: PaperOrder): Promise<boolean> {
  return discardFailingRun(orders.client, order.key, shortPollS * 1_000);
}

/** An order whose code is offered, and whose run waits for the next poll. */
async function offered(): Promise<PaperOrder> {
  const order = orders.place();
  await orders.request(order, {
    type: 'pay',
    request: {
      id: 'click',
      number: 'A',
      channel: 'paper',
      method: 'qr',
      account: 'default',
      payer: null,
      traits: codeTraits,
    },
  });
  await expect
    .poll(() => order.facts.some(({ type }) => type === 'attempt_offered'), { timeout: 20_000 })
    .toBe(true);
  return order;
}

async function statusOf(order: PaperOrder): Promise<string> {
  const run = await orders.client.workflow.getHandle(orderWorkflowId(order.key)).describe();
  return run.status.name;
}

/** How the last workflow task of the order's run ended, and by which build. */
async function lastAnswer(order: PaperOrder): Promise<string> {
  const { history } = await orders.client.workflowService.getWorkflowExecutionHistoryReverse({
    namespace: orders.client.options.namespace,
    execution: { workflowId: orderWorkflowId(order.key) },
  });
  for (const one of history?.events ?? []) {
    const { workflowTaskFailedEventAttributes: failed } = one;
    const { workflowTaskCompletedEventAttributes: completed } = one;
    if (failed) return `failed by ${buildOf(failed.identity ?? '')}`;
    if (completed) return `completed by ${buildOf(completed.identity ?? '')}`;
  }
  return 'none';
}

test('quiet-end: a run that the new worker holds well is never ended while the old one fails it', async () => {
  await orders.stopWorker();
  await orders.startWorker(newer);
  const order = await offered();
  await orders.stopWorker();
  const left = await orders.startBeside(older);
  await orders.wake(order);
  await expect
    .poll(() => lastAnswer(order), { timeout: 20_000 })
    .toBe(`failed by ${buildOfCode(older)}`);
  expect(await discard(order)).toBe(false);

  await orders.startWorker(newer);
  const seen: boolean[] = [];
  await expect
    .poll(
      async () => {
        seen.push(await discard(order));
        return lastAnswer(order);
      },
      { timeout: 90_000 },
    )
    .toBe(`completed by ${buildOfCode(newer)}`);
  expect(seen).not.toContain(true);
  expect(await statusOf(order)).toBe('RUNNING');
  await left.stop();
  await orders.stopWorker();
  await orders.startWorker(older);
}, 150_000);

test('quiet-end: a run whose history the present code does not replay is ended', async () => {
  const order = await offered();
  await orders.stopWorker();
  await orders.startWorker(newer);
  await orders.wake(order);
  await expect.poll(() => discard(order), { timeout: untilGoneMs }).toBe(true);
  expect(await statusOf(order)).toBe('TERMINATED');
});

test('quiet-end: a run that merely waits for a worker is left alone', async () => {
  const order = await offered();
  await orders.stopWorker();
  await orders.wake(order);
  expect(await discard(order)).toBe(false);
  expect(await statusOf(order)).toBe('RUNNING');
});

test('quiet-end: where no run is, none is ended', async () => {
  expect(await discard(orders.place())).toBe(false);
});
