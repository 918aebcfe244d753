import { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { findTemporalCli } from '../../../dev/temporal/find-cli.ts';
import type { OrderKey } from '../../../domain/values/order-key.ts';
import { putRequest } from '../../../ledger/answers/requests.ts';
import { run, transaction } from '../../../ledger/database/database.ts';
import { listEvents } from '../../../ledger/events/events.ts';
import { dueAtMsOf, leaseOverdue } from '../../../ledger/orders/dues.ts';
import { loadFacts } from '../../../ledger/orders/facts.ts';
import { listOrders } from '../../../ledger/orders/order-list.ts';
import { createOrder, findOrder } from '../../../ledger/orders/orders.ts';
import { markHolds } from '../../../ledger/people/order-holds.ts';
import { decideUnclicked } from '../../../worker/unclicked-order.ts';
import { sweep, type Swept } from '../../../worker/watchdog.ts';
import { quietRuntime } from '../../kit/quiet-runtime.ts';
import {
  appendNext,
  drawNumber,
  newMerchant,
  newOrder,
  orderOf,
  planned,
} from '../ledger/order-facts.ts';
import { openOwnLedger } from '../ledger/own-ledger.ts';

const { db, owner } = await openOwnLedger();
const cli = await findTemporalCli(process.env, () => undefined, new AbortController().signal);
quietRuntime();
const executable = { type: 'existing-path', path: cli } as const;
const env = await TestWorkflowEnvironment.createLocal({ server: { executable } });
afterAll(() => env.teardown());

const overdueMs = 120_000;

beforeEach(async () => {
  await run(db, 'delete from order_dues');
});

/** One sweep of one worker. @param everyMs how long it goes on, at most */
function sweepOnce(everyMs = 60_000): Promise<Swept> {
  const shown = () => Promise.resolve('none' as const);
  const rest = { shown, engineLongPollMs: 60_000, everyMs, build: 'new' };
  return sweep({ db, client: env.client, overdueMs, rareLog: () => undefined, ...rest });
}

async function typesOf(key: OrderKey): Promise<string[]> {
  return (await loadFacts(db, key)).facts.map(({ type }) => type);
}

const closedByDeadline = ['order_created', 'order_closing', 'order_closed'];

/** How many runs the engine knows. */
async function runs(): Promise<number> {
  return (await env.client.workflow.count()).count;
}

test('quiet-end: five hundred orders that nobody clicked on close at once, each once, and start no run', async () => {
  const most = 500;
  const merchant = await newMerchant(db);
  const orders = Array.from({ length: most }, () => orderOf(merchant)).values();
  const make = async (): Promise<void> => {
    for (const order of orders) await createOrder(db, order);
  };
  await Promise.all(Array.from({ length: 8 }, make));
  // Two workers at the same time.
  const swept = await Promise.all([sweepOnce(), sweepOnce()]);
  expect(swept.map(({ woken }) => woken)).toEqual([0, 0]);
  expect(swept.reduce((all, { decided }) => all + decided, 0)).toBe(most);
  expect(await sweepOnce()).toMatchObject({ woken: 0, decided: 0 });

  // They stand as any other.
  const events = await listEvents(db, { merchant, after: 0, limit: 1_000, publicUrl: 'https://p' });
  expect(events.events.map((one) => one.number)).toEqual(
    Array.from({ length: most }, (_, index) => index + 1),
  );
  expect(new Set(events.events.map((one) => one.type))).toEqual(new Set(['order.closed']));
  const { items } = await listOrders(db, { merchant, status: 'closed', limit: 3 });
  expect(items).toHaveLength(3);
  for (const { key } of items) {
    expect(await typesOf(key)).toEqual(closedByDeadline);
    expect(await dueAtMsOf(db, key)).toBeNull();
  }

  // The engine counts with a delay. The run of a clicked order comes after all others.
  const clicked = await newOrder(db);
  await appendNext(db, clicked, planned(drawNumber()));
  expect(await sweepOnce()).toMatchObject({ woken: 1, decided: 0 });
  await expect.poll(runs, { timeout: 20_000 }).toBeGreaterThan(0);
  expect(await runs()).toBe(1);
});

test('a sweep whose time is up takes no further batch, and says that orders are left', async () => {
  const merchant = await newMerchant(db);
  for (let made = 0; made < 10; made += 1) await createOrder(db, orderOf(merchant));
  // It begins with eight.
  expect(await sweepOnce(0)).toEqual({ woken: 0, decided: 8, leftFromMs: 0 });
  expect(await sweepOnce(0)).toEqual({ woken: 0, decided: 2, leftFromMs: null });
});

test('one-writer: a click that comes between decision and append wins', async () => {
  const key = await newOrder(db);
  const click = async (): Promise<void> => {
    await appendNext(db, key, planned(drawNumber()));
  };
  expect(await decideUnclicked(db, key, click)).toBe('overtaken');
  expect(await typesOf(key)).toEqual(['order_created', 'attempt_planned']);
  expect((await findOrder(db, key))?.status).toBe('open');
});

test('quiet-end: what a worker leased before it died is taken up again, by one, once it had its time', async () => {
  const key = await newOrder(db);
  const terms = { overdueMs, heldTimesLonger: 5, limit: 10 };
  const lease = (nowMs: number) => leaseOverdue(db, { ...terms, nowMs });
  const nowMs = Date.now();
  expect(await lease(nowMs)).toEqual([{ key, isUnclicked: true }]);
  expect(await lease(nowMs)).toEqual([]);
  expect(await lease(nowMs + overdueMs)).toEqual([]);
  expect(await lease(nowMs + overdueMs + 1)).toEqual([{ key, isUnclicked: true }]);
  expect(await decideUnclicked(db, key)).toBe('decided');
  expect(await typesOf(key)).toEqual(closedByDeadline);
});

test('quiet-end: a worker does not wait for what another is leasing', async () => {
  const [key, other] = [await newOrder(db), await newOrder(db)];
  const terms = { nowMs: Date.now(), overdueMs, heldTimesLonger: 5, limit: 10 };
  await transaction(db, async (inside) => {
    await run(inside, 'select from order_dues where order_id = $1 for update', [key.orderId]);
    await expect(leaseOverdue(db, terms)).resolves.toEqual([{ key: other, isUnclicked: true }]);
  });
  expect(await leaseOverdue(db, terms)).toEqual([{ key, isUnclicked: true }]);
});

test('an order of which more is known, or of which something is asked, is left to its run', async () => {
  const asked = await newOrder(db);
  await putRequest(db, asked, { type: 'close', id: 'close:1' }, { keyId: 'key', role: 'merchant' });
  const held = await newOrder(db);
  const hold = { what: 'order', kind: 'order', numbers: [], callback: null, why: 'odd' } as const;
  const waits = { build: 'new', waitsMs: [60_000] };
  await markHolds(db, held, { held: [hold], gone: [], again: [] }, waits);
  const clicked = await newOrder(db);
  await appendNext(db, clicked, planned(drawNumber()));
  for (const key of [asked, held, clicked]) {
    const before = await typesOf(key);
    expect(await decideUnclicked(db, key)).toBe('needs_run');
    expect(await typesOf(key)).toEqual(before);
  }
});

test('rule 21: what the ledger refuses of it is left to a run, which holds it', async () => {
  const key = await newOrder(db);
  await run(
    owner,
    `create function refuse_closing() returns trigger language plpgsql as $$
     begin raise exception 'planted' using errcode = '23514'; end $$;
     create trigger refuse_closing before insert on facts for each row
       when (new.type = 'order_closing') execute function refuse_closing()`,
  );
  await expect(decideUnclicked(db, key)).resolves.toBe('needs_run');
  expect(await typesOf(key)).toEqual(['order_created']);
  await run(owner, 'drop trigger refuse_closing on facts');
});
