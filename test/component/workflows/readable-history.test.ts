import { expect, test } from 'vitest';
import { orderWorkflowId } from '../../../workflows/messages/workflow-id.ts';
import {
  everySearchAttribute,
  payChannels,
} from '../../../workflows/messages/search-attributes.ts';
import { encodingsIn } from '../../live/read-history.ts';
import { paidCallback, pay, success, types } from './paper-inputs.ts';
import { ledgerRefuses, openPaperOrders, type PaperOrder } from './paper-orders.ts';

/** The engine's page shows a payload of another encoding than json/plain as bytes. */
const orders = await openPaperOrders(undefined, everySearchAttribute);
const by = { name: 'anna', reason: 'ticket 4711' };

function runOf(order: PaperOrder) {
  return orders.client.workflow.getHandle(orderWorkflowId(order.key));
}

async function until(holds: () => unknown): Promise<void> {
  await expect.poll(holds, { timeout: 20_000, interval: 20 }).toBe(true);
}

/** Every encoding in the history of the order's last run, and what the engine shows of it. */
async function encodingsOf(order: PaperOrder): Promise<string[]> {
  const [history, shown] = await Promise.all([
    runOf(order).fetchHistory(),
    runOf(order).describe(),
  ]);
  return [...encodingsIn([history.events, shown.raw])];
}

/** Its time to pay ended before anybody clicked. */
function placeLate(): PaperOrder {
  const order = orders.place();
  const [created] = order.facts;
  if (created?.type !== 'order_created') throw new Error('An order begins with its creation.');
  const nowMs = Date.now();
  order.facts[0] = { ...created, atMs: nowMs - 3_600_000, deadlineMs: nowMs - 600_000 };
  return order;
}

test('every payload can be read: of a first click that is refused, which takes its channel from the list again', async () => {
  const order = placeLate();
  expect(await orders.request(order, pay('A'))).toMatchObject({ code: 'order_closed' });
  await runOf(order).result();
  expect((await runOf(order).describe()).typedSearchAttributes.get(payChannels)).toBeUndefined();
  expect(await encodingsOf(order)).toEqual(['json/plain']);
});

test('every payload can be read: of a click that takes another’s place, and of an order that is closed', async () => {
  const order = orders.place();
  await orders.request(order, pay('A'));
  await until(() => types(order).includes('attempt_offered'));
  const second = pay('B');
  await orders.request(order, { ...second, request: { ...second.request, method: 'h5' } });
  await until(() => types(order).includes('attempt_withdrawn'));
  await until(() => order.log.includes('close'));
  await orders.request(order, { type: 'close', id: 'close-1' });
  await until(() => types(order).includes('order_closing'));
  expect(await encodingsOf(order)).toEqual(['json/plain']);
});

test('every payload can be read: of a merchant’s refund, of decisions, and of calls that failed', async () => {
  const order = orders.place();
  order.channel = {
    create: () => Promise.reject(new Error('the connection broke')),
    query: () => Promise.resolve(success('A')),
  };
  await orders.request(order, pay('A'));
  await until(() => types(order).includes('order_paid'));
  const refund = { type: 'refund', id: 'r-1', refundId: 'R-700', amountMinor: 700 } as const;
  await orders.request(order, { ...refund, reasonMark: null });
  await until(() => order.log.includes('refund'));
  await orders.request(order, {
    type: 'late_decision',
    id: 'l-1',
    number: 'A',
    decision: 'accept',
  });
  await orders.request(order, { type: 'attention_decision', id: 'a-1', attention: 'x', by });
  const decision = {
    type: 'refund_decision',
    id: 'd-1',
    refundNumber: 'AR1',
    outcome: null,
  } as const;
  await orders.request(order, { ...decision, decision: 'approve', by });
  expect(await encodingsOf(order)).toEqual(['json/plain']);
});

test('every payload can be read: of what the ledger refuses, which is held', async () => {
  const order = orders.place();
  await orders.request(order, pay('A'));
  order.beforeAppend = ({ facts }) =>
    facts.some((one) => one.type === 'payment_captured') ? ledgerRefuses('no-capture') : null;
  await orders.callback(order, paidCallback('cb-1', 'A'));
  await until(() => order.holds.length > 0);
  await runOf(order).signal('hint', { channelNumber: 'A' });
  await orders.wake(order);
  expect(await encodingsOf(order)).toEqual(['json/plain']);
});
