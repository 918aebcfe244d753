import { expect, test } from 'vitest';
import type { CallbackInput, RequestInput } from '../../../domain/facts/input.ts';
import { scalePolicy } from '../../../domain/order/policy.ts';
import type { AppendRequest } from '../../../domain/decide/append-request.ts';
import { agendaQuery } from '../../../workflows/messages/messages.ts';
import { orderWorkflowId } from '../../../workflows/messages/workflow-id.ts';
import { detailsOf, paidCallback, pay, planned, success, types } from './paper-inputs.ts';
import { ledgerRefuses, openPaperOrders, type PaperOrder } from './paper-orders.ts';

/** Rule 21: one bad input harms nothing else. */
const orders = await openPaperOrders();

async function until(holds: () => unknown): Promise<void> {
  await expect.poll(holds, { timeout: 20_000, interval: 20 }).toBe(true);
}

/** The ledger refuses each append with a fact of that type and number, until it is healed. */
function refuse(order: PaperOrder, type: string, number: string) {
  let isHealed = false;
  order.beforeAppend = ({ facts }: AppendRequest) => {
    const isBad = facts.some(
      (one) => one.type === type && 'number' in one && one.number === number,
    );
    return isBad && !isHealed ? ledgerRefuses(`no-${type}`) : null;
  };
  return {
    heal: () => {
      isHealed = true;
      order.holds = order.holds.map((one) => ({ ...one, isDue: true }));
    },
  };
}

/** Makes the order's schedule ten times as fast. */
function hasten(order: PaperOrder): void {
  const [created] = order.facts;
  if (created?.type !== 'order_created') throw new Error('An order begins with its creation.');
  order.facts[0] = { ...created, policy: scalePolicy(created.policy, 0.1) };
}

const held = (order: PaperOrder): string[] => order.holds.map((one) => one.what);

function twoAttempts(): PaperOrder {
  const order = orders.place();
  const of = { channelReference: null, atMs: Date.now() };
  for (const number of ['A', 'B']) {
    const offered = { ...of, type: 'attempt_offered', number } as const;
    order.facts.push(planned(number, of.atMs), offered);
  }
  return order;
}

async function both(order: PaperOrder, ...callbacks: CallbackInput[]): Promise<void> {
  await orders.stopWorker();
  for (const one of callbacks) await orders.callback(order, one);
  await orders.startWorker(orders.code);
}

test('rule 21: of two callbacks taken at once the one that the ledger refuses is held, and the other pays', async () => {
  const order = twoAttempts();
  const ledger = refuse(order, 'payment_captured', 'A');
  await both(order, paidCallback('cb-A', 'A'), paidCallback('cb-B', 'B'));
  await until(() => order.consumed.includes('cb-B'));
  expect(order.facts.find((one) => one.type === 'order_paid')).toMatchObject({ number: 'B' });
  expect(order.consumed).not.toContain('cb-A');
  await until(() => held(order).includes('callback:cb-A'));
  expect(await detailsOf(orders, order)).toContain('no-payment_captured');

  ledger.heal();
  await orders.wake(order);
  await until(() => order.consumed.includes('cb-A'));
  await until(() => types(order).includes('duplicate_found'));
  await until(() => held(order).length === 0);
});

test('rule 21: while evidence is held a request is answered order_held and nothing is done, and decided anew after', async () => {
  const order = orders.place();
  await orders.request(order, pay('A'));
  const ledger = refuse(order, 'payment_captured', 'A');
  await orders.callback(order, paidCallback('cb-1', 'A'));
  await until(() => held(order).length > 0);
  const close: RequestInput = { type: 'close', id: 'close-1' };
  for (const asked of [pay('B'), close]) {
    expect(await orders.request(order, asked)).toMatchObject({ code: 'order_held' });
  }
  expect(types(order)).not.toContain('order_closing');
  expect(types(order).filter((type) => type === 'attempt_planned')).toHaveLength(1);
  ledger.heal();
  await orders.wake(order);
  await until(() => types(order).includes('order_paid'));
  expect(await orders.request(order, pay('C'))).toMatchObject({ code: 'order_already_paid' });
});

test('rule 21: a call that is due and held back is told as held, on the page and by the query', async () => {
  const order = twoAttempts();
  const hold = { kind: 'evidence', callback: null, isDue: false } as const;
  order.holds = [{ ...hold, what: 'evidence:A', numbers: ['A'], why: 'no-payment_captured' }];
  order.facts.push(planned('C', Date.now()));
  await orders.wake(order);
  const run = orders.client.workflow.getHandle(orderWorkflowId(order.key));
  const due = async (what: string) =>
    (await run.query(agendaQuery)).find((one) => one.what.startsWith(what))?.why;
  const words = 'held: not made while the ledger refuses evidence of money';
  await expect.poll(() => due('create'), { timeout: 20_000 }).toContain(words);
  expect(await due('query')).not.toContain('held');
  expect(await detailsOf(orders, order)).toMatch(/create paper C: .*\*\*held: not made/);
  expect(order.log).not.toContain('create');
});

test('rule 21: a held answer counts as unanswered: it is asked again, and taken once the ledger takes it', async () => {
  const order = orders.place();
  order.channel = { query: () => Promise.resolve(success('A')) };
  hasten(order);
  const ledger = refuse(order, 'payment_captured', 'A');
  await orders.request(order, pay('A'));
  await until(() => held(order).includes('evidence:A'));
  await until(() => order.log.filter((one) => one === 'query').length >= 3);
  // It was asked by the schedule, not at once: a timer was set for each query.
  const run = orders.client.workflow.getHandle(orderWorkflowId(order.key));
  const { events } = await run.fetchHistory();
  const timers = (events ?? []).filter((one) => one.timerFiredEventAttributes);
  expect(timers.length).toBeGreaterThanOrEqual(2);
  ledger.heal();
  await orders.wake(order);
  await until(() => types(order).includes('order_paid'));
  await until(() => held(order).length === 0);
});

test('rule 21: a consequence that the ledger refuses is withheld, and what led to it stands', async () => {
  const order = twoAttempts();
  const ledger = refuse(order, 'attempt_withdrawn', 'B');
  await orders.callback(order, paidCallback('cb-A', 'A'));
  await until(() => held(order).includes('attempt_withdrawn:B'));
  expect(types(order)).toContain('order_paid');
  expect(order.consumed).toEqual(['cb-A']);
  const refused = order.log.filter((one) => one === 'refused').length;
  // Another input of the order does not make the run decide again what is withheld.
  await orders.callback(order, paidCallback('cb-A-again', 'A'));
  await until(() => order.consumed.includes('cb-A-again'));
  expect(order.log.filter((one) => one === 'refused')).toHaveLength(refused);

  ledger.heal();
  await orders.wake(order);
  await until(() => order.log.includes('taken attempt_withdrawn:B'));
  expect(types(order).filter((type) => type === 'attempt_withdrawn')).toHaveLength(1);
});

test('rule 21: a request that the ledger refuses is told so, and holds up nothing', async () => {
  const order = orders.place();
  refuse(order, 'attempt_planned', 'A');
  expect(await orders.request(order, pay('A'))).toMatchObject({ code: 'order_held' });
  expect(held(order)).toEqual(['request:pay']);
  expect(await orders.request(order, pay('B'))).toMatchObject({ kind: 'attempt', number: 'B' });
});

test('quiet-end: between a fact taken alone and what follows from it, its order is due at once', async () => {
  const order = twoAttempts();
  const ledger = refuse(order, 'attempt_withdrawn', 'B');
  const refusing = order.beforeAppend;
  const dues: number[] = [];
  order.beforeAppend = (request) => {
    const said = refusing(request);
    if (request.facts.some((one) => one.type === 'payment_captured')) {
      dues.push(request.nextDueAtMs ?? Infinity);
    }
    return said;
  };
  await orders.callback(order, paidCallback('cb-A', 'A'));
  await until(() => held(order).includes('attempt_withdrawn:B'));
  expect(dues).toHaveLength(1);
  expect(dues[0]).toBeLessThanOrEqual(Date.now());
  ledger.heal();
});

test('rule 21: evidence by query alone is taken at a word, however often it was refused before', async () => {
  const order = orders.place();
  order.channel = { query: () => Promise.resolve(success('A')) };
  const ledger = refuse(order, 'payment_captured', 'A');
  await orders.request(order, pay('A'));
  const refusals = () => order.log.filter((one) => one === 'held evidence:A').length;
  await until(() => refusals() === 1);
  for (const times of [2, 3, 4]) {
    order.holds = order.holds.map((one) => ({ ...one, isDue: true }));
    await orders.wake(order);
    await until(() => refusals() >= times);
  }
  ledger.heal();
  const healedMs = Date.now();
  await orders.wake(order);
  await until(() => types(order).includes('order_paid'));
  // By its own schedule the next query would come after ten seconds.
  expect(Date.now() - healedMs).toBeLessThan(9_000);
});

test('rule 21: a held order’s history stays bounded: what is withheld is looked at ever more rarely', async () => {
  const order = orders.place();
  const [created] = order.facts;
  if (created?.type !== 'order_created') throw new Error('An order begins with its creation.');
  order.facts[0] = { ...created, deadlineMs: Date.now() - 5_000 };
  order.beforeAppend = ({ facts }) =>
    facts.some((one) => one.type === 'order_closing') ? ledgerRefuses('no-closing') : null;
  await orders.wake(order);
  await until(() => held(order).includes('order_closing:'));
  const run = orders.client.workflow.getHandle(orderWorkflowId(order.key));
  // Waits for the third look, after one second and five more.
  const timers = async () => {
    const { events } = await run.fetchHistory();
    return (events ?? []).filter((one) => one.timerStartedEventAttributes).length;
  };
  await until(async () => (await timers()) >= 3);
  expect((await run.fetchHistory()).events?.length).toBeLessThan(60);
  expect(order.log.filter((one) => one === 'refused').length).toBeLessThanOrEqual(3);
});
