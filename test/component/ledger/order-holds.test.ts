import { beforeEach, expect, test } from 'vitest';
import type { NewHold } from '../../../domain/held/order-hold.ts';
import type { OrderKey } from '../../../domain/values/order-key.ts';
import { findAttention, listAttention } from '../../../ledger/people/attention.ts';
import { leaseCallbacks, markHandedOver, storeCallback } from '../../../ledger/inbox/inbox.ts';
import { namedCallbacks } from '../../../ledger/inbox/inbox-consumption.ts';
import {
  heldOrdersToWake,
  loadHolds,
  markHolds,
  retryHold,
} from '../../../ledger/people/order-holds.ts';
import { dueAtMsOf } from '../../../ledger/orders/dues.ts';
import { findOrder } from '../../../ledger/orders/orders.ts';
import { appendNext, drawNumber, newOrder, offered, planned } from './order-facts.ts';
import { openOwnLedger } from './own-ledger.ts';

const { db } = await openOwnLedger();
const hourMs = 3_600_000;
const terms = { build: 'old', waitsMs: [hourMs, 2 * hourMs] };
const sweep = { build: 'old', againAfterMs: hourMs, limit: 10 };
const by = { name: 'Lin', reason: 'mended' };

function hold(kind: NewHold['kind'], what = `${kind}:A`, callback: string | null = null): NewHold {
  return { what, kind, numbers: ['A'], callback, why: 'one-winner would be violated' };
}

async function unpaidOrder() {
  const [key, loser] = [await newOrder(db), drawNumber()];
  await appendNext(db, key, planned(loser), offered(loser));
  return { key, loser };
}

async function mark(key: OrderKey, ...held: NewHold[]) {
  return await markHolds(db, key, { held, gone: [], again: [] }, terms);
}

async function itemOf(key: OrderKey, what: string): Promise<string> {
  const { items } = await listAttention(db, { limit: 1_000 });
  const item = items.find((one) => one.key?.orderId === key.orderId && one.detail.includes(what));
  return item?.id ?? '';
}

beforeEach(async () => {
  await db.query('delete from order_holds');
});

test('what is held is kept beside the facts, is shown, and goes once it is taken', async () => {
  const key = await newOrder(db);
  expect(await mark(key, hold('evidence'))).toMatchObject([{ what: 'evidence:A', isDue: false }]);
  expect(await findOrder(db, key)).toMatchObject({ held: true });
  const id = await itemOf(key, 'evidence:A');
  expect(await findAttention(db, id)).toMatchObject({ kind: 'held', key, number: 'A' });
  expect(await markHolds(db, key, { held: [], gone: ['evidence:A'], again: [] }, terms)).toEqual(
    [],
  );
  expect(await findOrder(db, key)).toMatchObject({ held: false });
});

test('refused again it is the same row, tried ever more rarely', async () => {
  const key = await newOrder(db);
  await mark(key, hold('evidence'));
  await mark(key, hold('evidence'));
  await mark(key, hold('evidence'));
  const { rows } = await db.query(
    `select tries, next_try_at > clock_timestamp() + interval '110 minutes' as is_far
     from order_holds`,
  );
  expect(rows).toEqual([{ tries: 3, is_far: true }]);
});

test('what was asked about just now waits on, and what is gone meanwhile stays gone', async () => {
  const key = await newOrder(db);
  await mark(key, hold('evidence'));
  await db.query('update order_holds set next_try_at = clock_timestamp()');
  const again = ['evidence:A', 'evidence:B'];
  const holds = await markHolds(db, key, { held: [], gone: [], again }, terms);
  expect(holds).toMatchObject([{ what: 'evidence:A', isDue: false }]);
  const { rows } = await db.query('select tries from order_holds');
  expect(rows).toEqual([{ tries: 1 }]);
});

test('a new build tries at once what an older one was refused, until it is refused itself', async () => {
  const key = await newOrder(db);
  await mark(key, hold('consequence'));
  expect(await heldOrdersToWake(db, sweep)).toEqual([]);
  expect(await heldOrdersToWake(db, { ...sweep, build: 'new' })).toEqual([key]);
  expect(await loadHolds(db, key)).toMatchObject([{ kind: 'consequence', isDue: true }]);
  // It is returned once only; its run has an hour to try.
  expect(await heldOrdersToWake(db, { ...sweep, build: 'new' })).toEqual([]);
  const byNew = { ...terms, build: 'new' };
  await markHolds(db, key, { held: [hold('consequence')], gone: [], again: [] }, byNew);
  const soon = { build: 'new', againAfterMs: 0, limit: 10 };
  expect(await heldOrdersToWake(db, soon)).toEqual([]);
});

test('rule 18: a person has all of an order tried again; by whom and why is kept when it is gone', async () => {
  const key = await newOrder(db);
  await mark(key, hold('consequence'), hold('request'));
  expect(await retryHold(db, await itemOf(key, 'consequence:A'), by)).toBe(true);
  expect(await loadHolds(db, key)).toMatchObject([{ isDue: true }, { isDue: true }]);
  expect(await heldOrdersToWake(db, sweep)).toEqual([key]);
  const gone = ['consequence:A', 'request:A'];
  expect(await markHolds(db, key, { held: [], gone, again: [] }, terms)).toEqual([]);
  const { rows } = await db.query('select what, name, reason from hold_decisions');
  expect(rows).toEqual([{ what: 'consequence:A', name: 'Lin', reason: 'mended' }]);
  expect(await retryHold(db, 'held:0', by)).toBe(false);
});

test('quiet-end: once a hold is gone its order is due, should its run have died', async () => {
  const key = await newOrder(db);
  await mark(key, hold('evidence'));
  const due = async () => (await dueAtMsOf(db, key)) ?? Infinity;
  expect(await due()).toBeGreaterThan(0);
  const later =
    "update order_dues set due_at = clock_timestamp() + interval '1 day' where order_id = $1";
  await db.query(later, [key.orderId]);
  await markHolds(db, key, { held: [], gone: ['evidence:A'], again: [] }, terms);
  expect(await due()).toBeLessThanOrEqual(Date.now() + 1_000);
  // The release before looks at the column.
  const column = 'select next_due_at <= clock_timestamp() as is_due from orders where id = $1';
  expect((await db.query(column, [key.orderId])).rows).toEqual([{ is_due: true }]);
});

test('nothing-lost: a held callback stays in the inbox and comes again when its hold is due', async () => {
  const key = await newOrder(db);
  const { id } = await storeCallback(db, {
    channel: 'wechat',
    account: 'default',
    eventId: `e-${key.orderId}`,
    headers: {},
    body: Buffer.from('{}'),
    receivedAtMs: Date.now(),
    signedAtMs: Date.now(),
    fresh: true,
    channelNumber: 'A',
    news: { kind: 'payment', finding: { kind: 'unpaid' } },
  });
  const lease = () => leaseCallbacks(db, { limit: 10, leaseMs: 1, by: 'test' });
  expect(await lease()).toHaveLength(1);
  await mark(key, hold('evidence', `callback:${id}`, id));
  // The relay notes the hand-over after the run has held the callback.
  await markHandedOver(db, id, 0);
  expect(await lease()).toEqual([]);
  await retryHold(db, await itemOf(key, `callback:${id}`), by);
  expect(await lease()).toMatchObject([{ id }]);
});

test('one-truth: a writer that does not know what is held is told to read again', async () => {
  const { key, loser } = await unpaidOrder();
  await mark(key, { ...hold('evidence'), numbers: [loser] });
  expect(await appendNext(db, key, planned(drawNumber()))).toMatchObject({ kind: 'conflict' });
  await markHolds(db, key, { held: [], gone: ['evidence:A'], again: [] }, terms);
  expect(await appendNext(db, key, planned(drawNumber()))).toMatchObject({ kind: 'appended' });
});

test('nothing-lost: a callback that this build can not read is named, and holds up no other', async () => {
  const { key, loser } = await unpaidOrder();
  const stored = async (n: number): Promise<string> => {
    const { id } = await storeCallback(db, {
      channel: 'wechat',
      account: 'default',
      eventId: `e-${loser}-${n}`,
      headers: {},
      body: Buffer.from('{}'),
      receivedAtMs: Date.now(),
      signedAtMs: Date.now(),
      fresh: true,
      channelNumber: loser,
      news: { kind: 'payment', finding: { kind: 'unpaid' } },
    });
    return id;
  };
  const [read, unread] = [await stored(1), await stored(2)];
  await db.query(`update inbox set news = '{"kind":"of a newer version"}' where id = $1`, [unread]);
  expect(await namedCallbacks(db, key, [read, unread])).toMatchObject([
    { type: 'callback', id: read },
    { type: 'unread', id: unread, channelNumber: loser },
  ]);
});
