import { expect, test } from 'vitest';
import { codeTraits } from '../../domain/testing/channel-kinds.ts';
import { bundleWorkflows } from '../../worker/bundle.ts';
import { discardFailingRun } from '../../workflows/discard-run.ts';
import { orderWorkflowId } from '../../workflows/workflow-id.ts';
import { olderWorkflows } from '../stack/older-version.ts';
import { openPaperOrders, type PaperOrder } from './paper-orders.ts';

const orders = await openPaperOrders(olderWorkflows());

/** An order whose code the shopper looks at: its run waits for the next poll. */
async function offered(): Promise<PaperOrder> {
  const order = orders.place();
  await orders.request(order, {
    type: 'pay',
    request: {
      ...{ id: 'click', number: 'A', channel: 'paper', method: 'qr', account: 'default' },
      ...{ payer: null, traits: codeTraits },
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

test('quiet-end: a run whose history the present code does not replay is ended', async () => {
  const order = await offered();
  await orders.stopWorker();
  await orders.startWorker(await bundleWorkflows());
  await orders.wake(order);
  await expect
    .poll(() => discardFailingRun(orders.client, order.key), { timeout: 20_000 })
    .toBe(true);
  expect(await statusOf(order)).toBe('TERMINATED');
});

test('quiet-end: a run that merely waits for a worker is left alone', async () => {
  const order = await offered();
  await orders.stopWorker();
  await orders.wake(order);
  expect(await discardFailingRun(orders.client, order.key)).toBe(false);
  expect(await statusOf(order)).toBe('RUNNING');
});

test('quiet-end: where no run is, none is ended', async () => {
  expect(await discardFailingRun(orders.client, orders.place().key)).toBe(false);
});
