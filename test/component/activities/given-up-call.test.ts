import { MockActivityEnvironment } from '@temporalio/testing';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { createChannelActivities } from '../../../activities/channel-activities.ts';
import type { ChannelAccount } from '../../../channels/channel.ts';
import { noFaults } from '../../../domain/fault-point.ts';
import type { CallKind } from '../../../domain/agenda/task.ts';
import { openDatabase, selectOne, transaction } from '../../../ledger/database/database.ts';
import type { ChannelCall } from '../../../workflows/messages/order-activities.ts';
import { callable, startMs } from '../ledger/order-facts.ts';
import { openOwnLedger } from '../ledger/own-ledger.ts';

/**
 * Rule 2, one-charge: a call that the engine gave up while the ledger hung does not go out late.
 */
const { db, url } = await openOwnLedger();
const lives = { startToCloseTimeoutMs: 20_000, heartbeatTimeoutMs: 3_000 };
const isOver = { kind: 'retry', code: 'run_is_over' };

const asked: string[] = [];
function note<T>(what: string, answer: T): () => Promise<T> {
  return () => {
    asked.push(what);
    return Promise.resolve(answer);
  };
}
const offered = { kind: 'offered', channelReference: null, validUntilMs: null } as const;
const account: ChannelAccount = {
  create: note('create', { answer: offered, action: null }),
  query: note('query', { kind: 'unpaid' }),
  close: note('close', { kind: 'done' }),
  void: note('void', { kind: 'done' }),
  capture: note('capture', { kind: 'processing' }),
  refund: note('refund', { kind: 'processing' }),
  queryRefund: note('query_refund', { kind: 'processing' }),
  check: () => Promise.resolve(),
  readCallback: () => Promise.reject(new Error('no callback is read here')),
};
const activities = createChannelActivities({
  db,
  account: () => account,
  publicUrl: 'https://pay.example',
  faults: noFaults,
});

const nextDueAtMs = startMs + 77_000;

async function callOf(what: CallKind): Promise<ChannelCall> {
  return { ...(await callable(db, what)), askedAtMs: startMs + 9_000, nextDueAtMs };
}

type Call = (call: ChannelCall) => Promise<unknown>;

const calls: readonly (readonly [what: CallKind, call: Call])[] = [
  ['create', activities.create],
  ['query', activities.query],
  ['close', activities.close],
  ['void', activities.voidApproval],
  ['capture', activities.capture],
  ['refund', activities.refund],
  ['query_refund', activities.queryRefund],
];

async function someoneWaits(): Promise<boolean> {
  const sql = `select exists (select from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock') as waits`;
  return (await selectOne(db, z.object({ waits: z.boolean() }), sql))?.waits ?? false;
}

/** Blocks the ledger by a lock, waits until the call waits for it, and runs `meanwhile`. */
async function whileStill(lock: string, call: () => Promise<unknown>, meanwhile: () => unknown) {
  return await transaction(db, async (inside) => {
    await inside.query(lock);
    const answer = call();
    await expect.poll(someoneWaits, { interval: 10 }).toBe(true);
    await meanwhile();
    return { answer };
  });
}

test.each(calls)(
  'a %s that was given up while the ledger stood still is not sent',
  async (what, call) => {
    const named = await callOf(what);
    const env = new MockActivityEnvironment(lives);
    const lock = 'lock table orders in exclusive mode';
    const { answer } = await whileStill(
      lock,
      () => env.run(() => call(named)),
      () => env.cancel('NOT_FOUND'),
    );
    expect(await answer).toMatchObject(isOver);
    expect(asked.splice(0)).toEqual([]);
  },
);

test.each<[CallKind, string]>([
  ['create', 'attempts'],
  ['create', 'attempt_inputs'],
  ['refund', 'controls'],
])('a %s looks once more after it read %s', async (what, table) => {
  const call = new Map(calls).get(what);
  if (call === undefined) throw new Error(`no call ${what}`);
  const named = { ...(await callOf(what)), nextDueAtMs: null };
  const env = new MockActivityEnvironment(lives);
  const { answer } = await whileStill(
    `lock table ${table} in access exclusive mode`,
    () => env.run(() => call(named)),
    () => env.cancel('TIMED_OUT'),
  );
  expect(await answer).toMatchObject(isOver);
  expect(asked.splice(0)).toEqual([]);
});

test.each(calls)(
  'a %s beats before it reads, and goes out once the ledger goes on',
  async (what, call) => {
    const named = await callOf(what);
    const env = new MockActivityEnvironment(lives);
    const beats: unknown[] = [];
    env.on('heartbeat', (details) => beats.push(details));
    const { answer } = await whileStill(
      'lock table orders in exclusive mode',
      () => env.run(() => call(named)),
      () => expect(beats.length).toBeGreaterThan(0),
    );
    await answer;
    expect(asked.splice(0)).toEqual([what]);
  },
);

test('a call that waited half of its life is not sent, whatever the engine said', async () => {
  const named = await callOf('create');
  const env = new MockActivityEnvironment({ ...lives, startToCloseTimeoutMs: 20 });
  const began = performance.now();
  const { answer } = await whileStill(
    'lock table orders in exclusive mode',
    () => env.run(() => activities.create(named)),
    () => expect.poll(() => performance.now() - began, { interval: 5 }).toBeGreaterThan(10),
  );
  expect(await answer).toMatchObject(isOver);
  expect(asked.splice(0)).toEqual([]);
});

test('a call whose reads failed was surely not sent, and says so; one that failed after may have been', async () => {
  const away = openDatabase(url, { max: 1 });
  await away.close();
  const of = { publicUrl: 'https://pay.example', faults: noFaults };
  const failing = { ...account, create: () => Promise.reject(new Error('the wire broke')) };
  const unread = createChannelActivities({ ...of, db: away, account: () => account });
  const broken = createChannelActivities({ ...of, db, account: () => failing });
  const named = await callOf('create');
  const env = new MockActivityEnvironment(lives);
  const answer = await env.run(() => unread.create(named));
  expect(answer).toMatchObject({ kind: 'retry', code: 'not_prepared' });
  expect(asked).toEqual([]);
  await expect(env.run(() => broken.create(named))).rejects.toThrow('the wire broke');
});
