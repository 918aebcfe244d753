import { expect, test } from 'vitest';
import type { RecordedFact } from '../../../domain/facts/fact.ts';
import { fold } from '../../../domain/facts/evolve.ts';
import { orderDigest } from '../../../domain/order/order-digest.ts';
import { codeTraits } from '../../../domain/testing/channel-kinds.ts';
import { standingQuery } from '../../../workflows/messages/messages.ts';
import { orderWorkflowId } from '../../../workflows/messages/workflow-id.ts';
import { changedWorkflows } from '../../kit/older-version.ts';
import { openPaperOrders, type PaperOrder } from './paper-orders.ts';

/**
 * A changed rule, which once refunded twice: another letter in refund numbers. Histories replay
 * under it.
 */
const otherNumbers = changedWorkflows([
  {
    file: 'domain/decide/compensation.ts',
    from: 'return `${attempt}R${',
    to: 'return `${attempt}Q${',
  },
]);

const orders = await openPaperOrders();

function paidFacts(atMs: number): RecordedFact[] {
  const amount = { amountMinor: 1_999, currency: 'CNY' };
  const of = { number: 'A', atMs };
  return [
    {
      ...of,
      type: 'attempt_planned',
      input: 'click',
      channel: 'paper',
      method: 'qr',
      account: 'default',
      payer: null,
      amount,
      traits: codeTraits,
      expiresAtMs: atMs + 1e6,
    },
    { ...of, type: 'attempt_offered', channelReference: null },
    {
      ...of,
      type: 'payment_captured',
      transaction: 'T-A',
      ...amount,
      paidAtMs: null,
      input: null,
    },
    { ...of, type: 'order_paid' },
  ];
}

function refundNumbers(order: PaperOrder): Set<string> {
  const requested = order.facts.filter((one) => one.type === 'refund_requested');
  return new Set(requested.map((one) => one.number));
}

test('one-truth: a request is decided by what the ledger held when it was made, by a run behind it too', async () => {
  const order = orders.place();
  const [planned, offered, ...paid] = paidFacts(Date.now() - 1_000);
  if (planned === undefined || offered === undefined) throw new Error('four facts above');
  order.facts.push(planned, offered);
  order.channel = { refund: () => Promise.resolve({ kind: 'succeeded' }) };
  await orders.wake(order);
  const run = orders.client.workflow.getHandle(orderWorkflowId(order.key));
  await expect.poll(() => run.query(standingQuery)).toMatchObject({ version: 3 });
  // An append whose answer was lost with its workflow task: the ledger says "paid".
  order.facts.push(...paid);
  const refund = { type: 'refund', id: 'r-2', refundId: 'R-701', amountMinor: 701 } as const;
  const answer = await orders.request(order, { ...refund, reasonMark: null });
  expect(answer).toEqual({ kind: 'refund', number: 'AR1' });
});

test('one-truth: a run tells which version it has read, and the digest of what it believes', async () => {
  const order = orders.place();
  order.facts.push(...paidFacts(Date.now() - 1_000));
  await orders.wake(order);
  const run = orders.client.workflow.getHandle(orderWorkflowId(order.key));
  await run.result();
  const state = fold(order.facts);
  if (state === null) throw new Error('placed above');
  expect(await run.query(standingQuery)).toEqual({
    version: order.facts.length,
    digest: orderDigest(state),
  });
});

// This test comes last, because the worker of the changed rule stays.
test('one-truth: a changed rule that replays asks the refund that the ledger holds, and no other', async () => {
  const order = orders.place();
  order.facts.push(...paidFacts(Date.now() - 1_000));
  const asked: string[] = [];
  let isReplaced = false;
  const lost = { kind: 'unknown', code: 'no_answer' } as const;
  order.channel = {
    refund: ({ number }) => {
      asked.push(number);
      return Promise.resolve(lost);
    },
    queryRefund: ({ number }) => {
      asked.push(number);
      return Promise.resolve(isReplaced ? { kind: 'succeeded' } : lost);
    },
  };
  const refund = { type: 'refund', id: 'r-1', refundId: 'R-700', amountMinor: 700 } as const;
  await orders.request(order, { ...refund, reasonMark: null });
  await expect.poll(() => asked.length, { timeout: 20_000 }).toBeGreaterThan(0);
  await orders.stopWorker();
  isReplaced = true;
  // The run must be woken by its own timer: woken otherwise it would read the ledger first.
  await orders.startWorker(await otherNumbers);
  await expect
    .poll(() => order.facts.some((one) => one.type === 'refund_succeeded'), { timeout: 30_000 })
    .toBe(true);
  expect([...refundNumbers(order)]).toEqual(['AR1']);
  expect(new Set(asked)).toEqual(new Set(['AR1']));
  expect(order.facts.filter((one) => one.type === 'refund_succeeded')).toMatchObject([
    { number: 'AR1' },
  ]);
});
