import { expect, test } from 'vitest';
import { orderReference } from '../../../domain/values/order-key.ts';
import { agendaQuery, orderQuery } from '../../../workflows/messages/messages.ts';
import { orderStart } from '../../../workflows/messages/order-start.ts';
import { orderWorkflowId } from '../../../workflows/messages/workflow-id.ts';
import { paidCallback, pay, types } from './paper-inputs.ts';
import { openPaperOrders, type PaperOrder, startOf } from './paper-orders.ts';

const orders = await openPaperOrders();

function runOf(order: PaperOrder) {
  return orders.client.workflow.getHandle(orderWorkflowId(order.key));
}

test('a run tells how its order stands and what is due, and leaves how it stood at the end', async () => {
  const order = orders.place();
  await orders.request(order, pay('A'));
  await expect.poll(() => types(order)).toContain('attempt_offered');
  const amount = { value: 1_999, currency: 'CNY' };
  const of = { order: orderReference(order.key), amount, refunded: 0, attention: [], held: [] };
  const offered = { number: 'A', channel: 'paper', status: 'offered' };
  const open = { ...of, status: 'open', winner: null, attempts: [offered], version: 3 };
  await expect.poll(() => runOf(order).query(orderQuery)).toEqual(open);
  const [first, ...later] = await runOf(order).query(agendaQuery);
  expect(first).toMatchObject({ what: 'query paper A', why: 'poll' });
  expect(later).toContainEqual(expect.objectContaining({ what: 'end of an attempt' }));
  const dueMs = [first, ...later].map((one) => Date.parse(one?.dueAt ?? ''));
  expect(dueMs).toEqual([...dueMs].sort((a, b) => a - b));

  await orders.callback(order, paidCallback('cb-1', 'A'));
  const succeeded = { ...offered, status: 'succeeded' };
  const paid = { ...of, status: 'paid', winner: 'A', attempts: [succeeded] };
  const version = order.facts.length;
  const left: unknown = await runOf(order).result();
  expect(left).toEqual({ ...paid, version: order.facts.length });
  expect(order.facts.length).toBeGreaterThan(version);
  expect(await runOf(order).query(orderQuery)).toEqual(left);
  expect(await runOf(order).query(agendaQuery)).toEqual([]);
});

test('a run that is not an order’s says so', async () => {
  const order = orders.place();
  const { args, taskQueue } = orderStart(startOf(order), 'none');
  const workflowId = `${orderWorkflowId(order.key)}-again`;
  const run = await orders.client.workflow.start('order', { args, taskQueue, workflowId });
  expect(await run.result()).toMatchObject({ status: 'unknown' });
});
