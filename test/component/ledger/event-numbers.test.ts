import { EventEmitter, once } from 'node:events';
import { Client, type PoolClient } from 'pg';
import { expect, test } from 'vitest';
import type { OrderKey } from '../../../domain/values/order-key.ts';
import { type Change, listenForChanges } from '../../../ledger/database/change-notifications.ts';
import { run, transaction } from '../../../ledger/database/database.ts';
import { lockOrder } from '../../../ledger/orders/order-rows.ts';
import { writeEvents } from '../../../ledger/events/event-log.ts';
import { numberEvents, numberLeftEvents } from '../../../ledger/events/event-numbers.ts';
import { listEvents, orderEvents } from '../../../ledger/events/events.ts';
import { createOrder } from '../../../ledger/orders/orders.ts';
import { orderSnapshot } from '../../../ledger/views/order-json.ts';
import {
  appendNext,
  captured,
  drawNumber,
  newMerchant,
  orderOf,
  paidBy,
  planned,
  startMs,
} from './order-facts.ts';
import { openOwnLedger } from './own-ledger.ts';

const { db, url } = await openOwnLedger();
const publicUrl = 'https://pay.example';

/** Two orders of one merchant. */
async function twoOrders() {
  const merchant = await newMerchant(db);
  const keys = [orderOf(merchant, 'one'), orderOf(merchant, 'two')];
  for (const order of keys) await createOrder(db, order);
  const key = (orderId: string): OrderKey => ({ merchant, orderId });
  return { merchant, one: key('one'), two: key('two') };
}

async function pay(key: OrderKey): Promise<void> {
  const number = drawNumber();
  await appendNext(db, key, planned(number), captured(number), paidBy(number));
}

/** Writes an event as an append does, and goes no further: no commit, no numbering. */
async function tellOnly(inside: PoolClient, key: OrderKey): Promise<void> {
  const order = await lockOrder(inside, key);
  if (order === null) throw new Error(`no order ${key.orderId}`);
  const snapshot = orderSnapshot(order, { order, attempts: [], refunds: [] }, order.version);
  const event = { type: 'order.closed', version: order.version, snapshot, atMs: startMs } as const;
  await writeEvents(inside, key, [event]);
}

/** A connection of its own, as of another process. */
async function withConnection<T>(work: (other: Client) => Promise<T>): Promise<T> {
  const other = new Client({ connectionString: url });
  other.on('error', () => undefined);
  await other.connect();
  try {
    return await work(other);
  } finally {
    await other.end().catch(() => undefined);
  }
}

/** One sweep for what is left. @returns the merchants whose events still wait */
async function sweepLeft(): Promise<string[]> {
  const waiting: string[] = [];
  await numberLeftEvents(db, (merchant) => waiting.push(merchant));
  return waiting;
}

async function readAfter(merchant: string, after: number) {
  const page = await listEvents(db, { merchant, after, limit: 100, publicUrl });
  return page.events.map((one) => [one.number, one.order_id]);
}

test('an event whose append commits later gets a later number, and no reader has passed it by', async () => {
  const { merchant, one, two } = await twoOrders();
  await transaction(db, async (inside) => {
    await tellOnly(inside, one);
    await pay(two);
    expect(await readAfter(merchant, 0)).toEqual([[1, 'two']]);
  });
  await numberEvents(db, merchant);
  expect(await readAfter(merchant, 1)).toEqual([[2, 'one']]);
});

test('an append waits for nobody who numbers events, and its order can be told of before it has a number', async () => {
  const { merchant, one } = await twoOrders();
  await withConnection(async (other) => {
    await other.query('begin');
    await other.query('select from merchants where id = $1 for no key update', [merchant]);
    await pay(one);
    expect(await readAfter(merchant, 0)).toEqual([]);
    const { events } = await orderEvents(db, one, { publicUrl });
    expect(events.map((event) => [event.sequence, event.type])).toEqual([[1, 'order.paid']]);
    await other.query('rollback');
  });
  expect(await sweepLeft()).toEqual([]);
  expect(await readAfter(merchant, 0)).toEqual([[1, 'one']]);
});

test('what was told by a writer that died before it gave numbers gets them from a sweep, which tells of it', async () => {
  const { merchant, one, two } = await twoOrders();
  await transaction(db, (inside) => tellOnly(inside, two));
  await transaction(db, (inside) => tellOnly(inside, one));
  const heard = new EventEmitter();
  const listening = await listenForChanges(url, (change: Change) => heard.emit('change', change));
  const change = once(heard, 'change');
  const fails = (_merchant: string, error: unknown): void => expect.fail(String(error));
  expect(await numberLeftEvents(db, fails)).toBe(2);
  expect(await change).toEqual([{ kind: 'events', merchant }]);
  expect(await readAfter(merchant, 0)).toEqual([
    [1, 'two'],
    [2, 'one'],
  ]);
  expect(await numberLeftEvents(db, fails)).toBe(0);
  await listening.stop();
});

test('a merchant whose row somebody holds keeps no other’s events back, and is tried again', async () => {
  const left = await Promise.all(Array.from({ length: 6 }, twoOrders));
  for (const { one } of left) await transaction(db, (inside) => tellOnly(inside, one));
  const locked = left.map(({ merchant }) => merchant).sort()[0] ?? '';
  await withConnection(async (other) => {
    await other.query('begin');
    await other.query('select from merchants where id = $1 for no key update', [locked]);
    await expect(sweepLeft()).resolves.toEqual([locked]);
    for (const { merchant } of left) {
      const told = merchant === locked ? [] : [[1, 'one']];
      expect(await readAfter(merchant, 0)).toEqual(told);
    }
    await other.query('rollback');
  });
  expect(await sweepLeft()).toEqual([]);
  expect(await readAfter(locked, 0)).toEqual([[1, 'one']]);
});

test('a writer that dies while it gives numbers has given none', async () => {
  const { merchant, one, two } = await twoOrders();
  await transaction(db, (inside) => tellOnly(inside, one));
  await withConnection(async (other) => {
    await other.query('begin');
    await other.query('update merchants set last_event = last_event + 1 where id = $1', [merchant]);
    await other.query('update events set number = 1 where merchant = $1', [merchant]);
    expect(await readAfter(merchant, 0)).toEqual([]);
    const { rows } = await other.query<{ pid: number }>('select pg_backend_pid() as pid');
    await run(db, 'select pg_terminate_backend($1, 5000)', [rows[0]?.pid]);
  });
  await pay(two);
  expect(await readAfter(merchant, 0)).toEqual([
    [1, 'one'],
    [2, 'two'],
  ]);
});

test('two who give numbers at once take turns: each event gets one number, without a gap, each order in its sequence', async () => {
  const { merchant, one, two } = await twoOrders();
  const most = 30;
  const tell = async (key: OrderKey): Promise<void> => {
    for (let told = 0; told < most; told += 1) {
      await transaction(db, (inside) => tellOnly(inside, key));
      if (told % 7 === 0) await numberEvents(db, merchant);
    }
  };
  const seen: (readonly [number, string, number])[] = [];
  const readAll = async (): Promise<void> => {
    while (seen.length < 2 * most) {
      const after = seen.at(-1)?.[0] ?? 0;
      const page = await listEvents(db, { merchant, after, limit: 5, publicUrl });
      seen.push(...page.events.map((e) => [e.number, e.order_id, e.sequence] as const));
    }
  };
  const rest = async (writers: Promise<unknown>): Promise<void> => {
    await writers;
    await Promise.all([1, 2, 3, 4].map(sweepLeft));
  };
  // A reader that skipped an event would never come to the end.
  await Promise.all([readAll(), rest(Promise.all([tell(one), tell(two)]))]);
  expect(seen.map(([number]) => number)).toEqual(Array.from(seen, (_, index) => index + 1));
  for (const { orderId } of [one, two]) {
    const sequences = seen
      .filter(([, order]) => order === orderId)
      .map(([, , sequence]) => sequence);
    expect(sequences).toEqual(Array.from({ length: most }, (_, index) => index + 1));
  }
});

test('who gives numbers waits for another who does, and goes on where that one ended', async () => {
  const { merchant, one } = await twoOrders();
  await transaction(db, (inside) => tellOnly(inside, one));
  await withConnection(async (other) => {
    await other.query('begin');
    await other.query('update merchants set last_event = last_event + 5 where id = $1', [merchant]);
    const numbering = numberEvents(db, merchant, 30_000);
    const waiting = `select count(*)::int as waiting from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`;
    const isWaiting = async (): Promise<unknown> => (await other.query(waiting)).rows[0];
    await expect.poll(isWaiting, { timeout: 20_000 }).toEqual({ waiting: 1 });
    await other.query('commit');
    await numbering;
  });
  expect(await readAfter(merchant, 0)).toEqual([[6, 'one']]);
});

test('a backup that reads one snapshot all the while holds no number up', async () => {
  const { merchant, one, two } = await twoOrders();
  await withConnection(async (backup) => {
    await backup.query('begin isolation level repeatable read');
    await backup.query('lock table events, orders, merchants in access share mode');
    await backup.query('select count(*) from events');
    await pay(one);
    await pay(two);
    expect(await readAfter(merchant, 0)).toEqual([
      [1, 'one'],
      [2, 'two'],
    ]);
    const { rows } = await backup.query('select from events where merchant = $1', [merchant]);
    expect(rows).toEqual([]);
    await backup.query('commit');
  });
});

/** As the release before writes an event: numbered within its append. */
async function tellAsBefore(
  other: Client,
  { merchant, orderId }: OrderKey,
  sequence = 1,
): Promise<void> {
  await other.query('begin');
  const { rows } = await other.query<{ last: string }>(
    'update merchants set last_event = last_event + 1 where id = $1 returning last_event as last',
    [merchant],
  );
  await other.query(
    `insert into events (id, merchant, number, order_id, sequence, type, version, snapshot, created_at)
     values ($1, $2, $3, $4, $5, 'order.closed', 1, '{}', now())`,
    [`evt_${merchant}`, merchant, rows[0]?.last, orderId, sequence],
  );
}

test('a worker of the release before, which numbers events in its append, and one of this take turns', async () => {
  const { merchant, one, two } = await twoOrders();
  await withConnection(async (other) => {
    await tellAsBefore(other, one);
    await pay(two);
    expect(await readAfter(merchant, 0)).toEqual([]);
    const sweep = sweepLeft();
    await other.query('commit');
    expect(await sweep).toEqual([]);
  });
  const numbers = 'select number, order_id from events where merchant = $1 order by number';
  const { rows } = await db.query(numbers, [merchant]);
  expect(rows).toEqual([
    { number: 1, order_id: 'one' },
    { number: 2, order_id: 'two' },
  ]);
});

test('rule 11: what a worker of the release before tells of an order comes after what is told and not numbered', async () => {
  const { merchant, one, two } = await twoOrders();
  await transaction(db, (inside) => tellOnly(inside, one));
  await withConnection(async (other) => {
    await tellAsBefore(other, one, 2);
    await other.query('commit');
  });
  await pay(two);
  const inOrder =
    'select order_id, sequence from events where merchant = $1 and number > 0 order by number';
  expect((await db.query(inOrder, [merchant])).rows).toEqual([
    { order_id: 'one', sequence: 1 },
    { order_id: 'one', sequence: 2 },
    { order_id: 'two', sequence: 1 },
  ]);
});
