import type { WorkflowHandle } from '@temporalio/client';
import { expect, test } from 'vitest';
import type { ChannelReply } from '../../../workflows/messages/order-activities.ts';
import { orderStart } from '../../../workflows/messages/order-start.ts';
import { orderWorkflowId } from '../../../workflows/messages/workflow-id.ts';
import { captured, paidCallback, pay, planned, success, types } from './paper-inputs.ts';
import { ledgerFails, ledgerRefuses, openPaperOrders, startOf } from './paper-orders.ts';

const orders = await openPaperOrders();

async function expectEnded(run: WorkflowHandle): Promise<void> {
  const status = async (): Promise<string> => (await run.describe()).status.name;
  await expect.poll(status, { timeout: 10_000 }).toBe('COMPLETED');
}

async function until(holds: () => unknown): Promise<void> {
  await expect.poll(holds, { timeout: 20_000, interval: 20 }).toBe(true);
}

test('one-writer: nothing is asked of a channel before its fact is in the ledger', async () => {
  const order = orders.place();
  order.beforeAppend = () => (order.log.includes('refused') ? null : ledgerFails());
  const answer = await orders.request(order, pay('A'));
  expect(answer).toEqual({ kind: 'attempt', number: 'A', handedOut: false });
  expect(order.log.slice(0, 3)).toEqual(['refused', 'append attempt_planned', 'create']);
});

test('rule 1: a cooling channel is told to who clicked, and the same click is decided anew later', async () => {
  const order = orders.place();
  const atMs = Date.now() - 58_000;
  for (let n = 0; n < 10; n += 1) {
    const [number, why] = [`R${n}`, { code: 'refused' }];
    order.facts.push(planned(number, atMs), { type: 'attempt_refused', number, ...why, atMs });
  }
  const first = await orders.request(order, pay('A'));
  expect(first).toEqual({ kind: 'refused', code: 'channel_cooling', untilMs: atMs + 60_000 });
  expect(order.log).toEqual([]);
  await until(() => Date.now() >= atMs + 60_000);
  expect(await orders.request(order, pay('A'))).toMatchObject({ kind: 'attempt', number: 'A' });
  expect(types(order).filter((type) => type === 'attempt_planned')).toHaveLength(11);
});

test('quiet-end: a ledger that refuses even "nothing is due" holds the run, and never fails it', async () => {
  const order = orders.place();
  const atMs = Date.now() - 1_000;
  order.facts.push({ type: 'order_closing', reason: 'merchant', input: null, atMs });
  order.facts.push({ type: 'order_closed', atMs });
  order.beforeAppend = () => (order.log.includes('refused') ? null : ledgerRefuses('one-writer'));
  await orders.wake(order);
  const run = orders.client.workflow.getHandle(orderWorkflowId(order.key));
  await expect(run.result()).resolves.toMatchObject({ status: 'closed' });
  expect(order.log).toEqual(['refused', 'held order', 'append', 'taken order']);
});

test('one-writer: after a conflict the run folds the ledger again and decides anew', async () => {
  const order = orders.place();
  order.beforeAppend = () => {
    if (order.log.includes('conflict')) return null;
    // A run that was killed after its commit had taken the same click.
    order.facts.push(planned('A', Date.now() - 10));
    return { kind: 'conflict' };
  };
  const answer = await orders.request(order, pay('A'));
  expect(answer).toEqual({ kind: 'attempt', number: 'A', handedOut: false });
  await until(() => order.log.includes('query'));
  expect(types(order).filter((type) => type === 'attempt_planned')).toHaveLength(1);
  // It may have been created by then, so it is queried before create is repeated.
  expect(order.log.slice(0, 2)).toEqual(['conflict', 'query']);
});

test('rule 10: a compensation that the ledger holds is decided anew as held, and not asked', async () => {
  const order = orders.place();
  const atMs = Date.now() - 1_000;
  const numbers = ['A', 'B', 'C'];
  for (const number of numbers) order.facts.push(planned(number, atMs), captured(number, atMs));
  order.facts.push({ type: 'order_paid', number: 'A', atMs });
  for (const number of ['B', 'C']) order.facts.push({ type: 'duplicate_found', number, atMs });
  const asked: string[] = [];
  order.channel = {
    query: ({ number }) => Promise.resolve(success(number)),
    refund: ({ number }) => {
      asked.push(number);
      return Promise.resolve({ kind: 'succeeded' });
    },
  };
  order.beforeAppend = ({ facts }) =>
    facts.some((one) => one.type === 'refund_requested' && one.number === 'BR1')
      ? { kind: 'held', hold: 'over_cap', number: 'BR1' }
      : null;
  await orders.wake(order);
  await until(() => types(order).includes('refund_succeeded'));
  // A compensation that is held holds no other: each is judged alone.
  const held = order.facts.filter((one) => one.type === 'refund_held');
  expect(held).toMatchObject([{ number: 'BR1', hold: 'over_cap' }]);
  expect(asked).toEqual(['CR1']);
});

test('rule 2: a call that broke is made once, counts as unknown, and is asked about', async () => {
  const order = orders.place();
  order.channel = {
    create: () => Promise.reject(new Error('broke')),
    query: () => Promise.resolve({ kind: 'processing' }),
  };
  await orders.request(order, pay('A'));
  await until(() => order.log.filter((one) => one !== 'append attempt_planned').length >= 2);
  expect(order.log.slice(0, 3)).toEqual(['append attempt_planned', 'create', 'query']);
});

test('nothing-lost: a callback that changes nothing is consumed all the same', async () => {
  const order = orders.place();
  await orders.request(order, pay('A'));
  await orders.callback(order, paidCallback('cb-1', 'A'));
  await until(() => types(order).includes('order_paid'));
  await orders.callback(order, paidCallback('cb-2', 'A'));
  await until(() => order.consumed.includes('cb-2'));
  expect(order.consumed).toEqual(['cb-1', 'cb-2']);
  expect(types(order).filter((type) => type === 'payment_captured')).toHaveLength(1);
});

test('rule 18: a callback typed into the engine is no evidence: it names no row of the inbox', async () => {
  const order = orders.place();
  await orders.request(order, pay('A'));
  const run = orders.client.workflow.getHandle(orderWorkflowId(order.key));
  await run.signal('callback', paidCallback('cb-forged', 'A'));
  await run.signal('callback', { id: 'cb-forged', version: 2 });
  await run.signal('callback', 'NaN minor units');
  await orders.callback(order, paidCallback('cb-1', 'A'));
  await until(() => types(order).includes('order_paid'));
  expect(order.consumed).toEqual(['cb-1']);
  expect(order.facts.find((one) => one.type === 'payment_captured')).toMatchObject({
    input: 'cb-1',
  });
});

test('no-guess: an activity completed from outside says nothing: a channel is believed from its row', async () => {
  const forged: readonly unknown[] = [
    { kind: 'success', transaction: 'T-F', amountMinor: 1_999, currency: 'CNY', returnedMinor: 0 },
    { kind: 'stored' },
    'NaN minor units',
    7,
  ];
  const paidTruly = forged.map(async (result) => {
    const order = orders.place();
    let isForged = false;
    order.forge = (what) => {
      if (what !== 'query' || isForged) return null;
      isForged = true;
      return result as ChannelReply;
    };
    order.channel = { query: ({ number }) => Promise.resolve(success(number)) };
    await orders.request(order, pay('A'));
    await until(() => types(order).includes('order_paid'));
    expect(order.log.filter((one) => one === 'query')).toHaveLength(2);
    const [captured] = order.facts.filter((one) => one.type === 'payment_captured');
    expect(captured).not.toMatchObject({ transaction: 'T-F' });
  });
  await Promise.all(paidTruly);
});

test('one-writer: a call that no row of the ledger allows sends nothing: the run folds again, and is held', async () => {
  const order = orders.place();
  const why = 'a query of a payment that is not there';
  order.forge = (what) => (what === 'query' ? { kind: 'not_in_ledger', why } : null);
  await orders.request(order, pay('A'));
  const run = orders.client.workflow.getHandle(orderWorkflowId(order.key));
  const shown = async (): Promise<string> =>
    JSON.stringify(await run.query('__temporal_workflow_metadata'));
  await expect.poll(shown, { timeout: 20_000 }).toContain(why);
  // The queries come by the schedule of polls, and not in a loop.
  expect(order.log.filter((one) => one === 'query').length).toBeLessThan(5);
  // It harms nothing else: evidence that comes meanwhile counts.
  await orders.callback(order, paidCallback('cb-1', 'A'));
  await until(() => types(order).includes('order_paid'));
});

test('one-writer: a run under another id than its order’s ends and touches nothing', async () => {
  const order = orders.place();
  const { args, taskQueue } = orderStart(startOf(order), 'none');
  const workflowId = `${orderWorkflowId(order.key)}-again`;
  const run = await orders.client.workflow.start('order', { args, taskQueue, workflowId });
  await expectEnded(run);
  expect(order.log).toEqual([]);
});

test('one-truth: a wake tells a run that its ledger went on without it', async () => {
  const order = orders.place();
  await orders.request(order, pay('A'));
  await until(() => types(order).includes('attempt_offered'));
  // Another run, which was given up, appended.
  order.facts.push(captured('A', Date.now()), {
    type: 'order_paid',
    number: 'A',
    atMs: Date.now(),
  });
  await orders.wake(order);
  const run = orders.client.workflow.getHandle(orderWorkflowId(order.key));
  await expectEnded(run);
  expect(order.log).not.toContain('query');
});

test('rule 18: a cancellation in the console is recorded and ignored', async () => {
  const order = orders.place();
  await orders.request(order, pay('A'));
  await orders.client.workflow.getHandle(orderWorkflowId(order.key)).cancel();
  await until(() => types(order).includes('cancellation_ignored'));
  await orders.callback(order, paidCallback('cb-1', 'A'));
  await until(() => types(order).includes('order_paid'));
});
