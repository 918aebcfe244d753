import { Connection } from '@temporalio/client';
import { afterAll, expect, test } from 'vitest';
import { openEngine } from '../../../api/engine/engine.ts';
import { requestId, type RequestInput } from '../../../domain/facts/input.ts';
import { anyRequestUpdate, requestUpdates } from '../../../workflows/messages/messages.ts';
import { orderWorkflowId } from '../../../workflows/messages/workflow-id.ts';
import { changedWorkflows } from '../../kit/older-version.ts';
import { pay, paidCallback, types } from './paper-inputs.ts';
import { openPaperOrders, type PaperOrder, startOf } from './paper-orders.ts';

/** The release before: it takes every request as an update named `request`. */
const withoutNames = changedWorkflows([
  {
    file: 'workflows/order/handle-messages.ts',
    from: 'Object.keys(requestUpdates) as RequestType[]',
    to: '[] as RequestType[]',
  },
]);

const orders = await openPaperOrders();
const { connection } = orders.client;
if (!(connection instanceof Connection)) throw new Error('The client has a connection of its own.');
const env = { TEMPORAL_ADDRESS: connection.options.address };
const engine = openEngine({ env, searchAttributes: false, longPollMs: 60_000, deadlineMs: 10_000 });
afterAll(() => engine.close());

function runOf(order: PaperOrder) {
  return orders.client.workflow.getHandle(orderWorkflowId(order.key));
}

/** Names of the updates that the run accepted, and the ids they came under. */
async function accepted(order: PaperOrder): Promise<string[]> {
  const { events } = await runOf(order).fetchHistory();
  return (events ?? []).flatMap(({ workflowExecutionUpdateAcceptedEventAttributes: update }) => {
    const request = update?.acceptedRequest;
    return request ? [`${request.input?.name} ${request.meta?.updateId}`] : [];
  });
}

function ask(order: PaperOrder, input: RequestInput) {
  order.requests.push(input);
  const note = { id: requestId(input), version: order.facts.length };
  return engine.request(startOf(order), input.type, note);
}

const by = { name: 'Ada', reason: 'a test' };
const refund = { id: 'r-1', refundId: 'R-1', amountMinor: 700, reasonMark: null } as const;

test('each type of request has an update of its own, whose name the history shows', async () => {
  const order = orders.place();
  await ask(order, pay('A'));
  await orders.callback(order, paidCallback('cb-1', 'A'));
  await expect.poll(() => types(order)).toContain('order_paid');
  await runOf(order).result();
  expect(await accepted(order)).toEqual(['pay click-A']);
  const others: readonly (readonly [string, RequestInput])[] = [
    ['close', { type: 'close', id: 'c-1' }],
    ['refund', { type: 'refund', ...refund }],
    [
      'answerLatePayment',
      { type: 'late_decision', id: 'l-1', number: 'A', decision: 'accept' as const },
    ],
    [
      'decideRefund',
      {
        type: 'refund_decision',
        id: 'd-1',
        refundNumber: 'AR9',
        decision: 'approve' as const,
        outcome: null,
        by,
      },
    ],
    ['resolveAttention', { type: 'attention_decision', id: 'a-1', attention: 'none', by }],
  ];
  for (const [name, input] of others) {
    await ask(order, input);
    expect(await accepted(order)).toContain(`${name} ${requestId(input)}`);
  }
});

test('two versions: a request in the form of the release before is taken', async () => {
  const order = orders.place();
  const click = pay('A');
  order.requests.push(click);
  await orders.wake(order);
  const args: [{ id: string; version: number }] = [{ id: click.request.id, version: 1 }];
  const answer = await runOf(order).executeUpdate(anyRequestUpdate, { args });
  expect(answer).toEqual({ kind: 'attempt', number: 'A', handedOut: false });
});

test('rule 19: the same request in both forms is decided once', async () => {
  const order = orders.place();
  const answer = await ask(order, pay('A'));
  const args: [{ id: string; version: number }] = [{ id: 'click-A', version: 1 }];
  const again = { args, updateId: 'click-A' };
  expect(await runOf(order).executeUpdate(anyRequestUpdate, again)).toEqual(answer);
  expect(await runOf(order).executeUpdate(anyRequestUpdate, { args })).toEqual(answer);
  expect(types(order).filter((type) => type === 'attempt_planned')).toHaveLength(1);
});

test('rule 19: an update whose name is not the type of its row does nothing', async () => {
  const order = orders.place();
  await ask(order, pay('A'));
  const before = types(order).length;
  order.requests.push({ type: 'close', id: 'c-1' });
  const update = runOf(order).executeUpdate(requestUpdates.refund, {
    args: [{ id: 'c-1', version: before }],
  });
  await expect(update).rejects.toMatchObject({ cause: { type: 'no_such_request' } });
  expect(types(order)).not.toContain('order_closing');
  await runOf(order).executeUpdate(requestUpdates.close, { args: [{ id: 'c-1', version: 1 }] });
  expect(types(order)).toContain('order_closing');
});

test('a malformed update is refused, whatever its name', async () => {
  const order = orders.place();
  await ask(order, pay('A'));
  for (const name of ['request', 'pay', 'close', 'refund', 'decideRefund']) {
    const update = runOf(order).executeUpdate(name, { args: [{ type: 'close', id: 'c-1' }] });
    await expect(update).rejects.toMatchObject({ cause: { type: 'malformed_request' } });
  }
  expect(await accepted(order)).toEqual(['pay click-A']);
});

// This test comes last, because the worker of the release before stays.
test('two versions: an API asks a worker of the release before in the form that it knows', async () => {
  await orders.stopWorker();
  await orders.startWorker(await withoutNames);
  const order = orders.place();
  const answer = { kind: 'attempt', number: 'A', handedOut: false };
  await expect(ask(order, pay('A'))).resolves.toEqual(answer);
  await expect(ask(order, pay('A'))).resolves.toEqual(answer);
  expect(await accepted(order)).toEqual(['request click-A']);
  expect(types(order).filter((type) => type === 'attempt_planned')).toHaveLength(1);
});
