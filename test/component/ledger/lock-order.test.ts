import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import type { OrderKey } from '../../../domain/values/order-key.ts';
import { openDatabase, run, selectOne, transaction } from '../../../ledger/database/database.ts';
import { leaseCallbacks, markHandedOver, storeCallback } from '../../../ledger/inbox/inbox.ts';
import { storeRefused } from '../../../ledger/inbox/refused-callbacks.ts';
import { claimRefundId, releaseRefundId } from '../../../ledger/orders/refund-ids.ts';
import { createOrder } from '../../../ledger/orders/orders.ts';
import { noteNextDue } from '../../../ledger/orders/dues.ts';
import { heldOrdersToWake, markHolds, retryHold } from '../../../ledger/people/order-holds.ts';
import { putControls } from '../../../ledger/people/controls.ts';
import { eraseOrder, eraseWhatIsOld } from '../../../ledger/texts/erasure.ts';
import { putAttemptInput } from '../../../ledger/texts/attempt-inputs.ts';
import { putRequest } from '../../../ledger/answers/requests.ts';
import { startLedger } from '../../kit/postgres.ts';
import {
  appendNext,
  captured,
  compensation,
  drawNumber,
  duplicate,
  merchantRefund,
  newMerchant,
  offered,
  orderOf,
  paidBy,
  planned,
  startMs,
} from './order-facts.ts';

const postgres = await startLedger();
afterAll(() => postgres.stop());

const counted = z.object({ count: z.number() });
const ann = { name: 'Ann', reason: 'seen' };
const terms = { waitsMs: [1], build: 'b' };
const sweepOf = { keepMs: 0, unusedAfterMs: 0 };

/** Some orders of one merchant that many work on at once. */
type Crowd = Readonly<{ db: ReturnType<typeof openDatabase>; keys: readonly OrderKey[] }>;

function pick<One>(of: readonly [One, ...One[]] | readonly One[]): One {
  const one = of[Math.floor(Math.random() * of.length)];
  if (one === undefined) throw new Error('nothing to pick from');
  return one;
}

async function payTwice({ db }: Crowd, key: OrderKey): Promise<void> {
  const [winner, second] = [drawNumber(), drawNumber()];
  await putAttemptInput(db, { number: winner, key, shopper: { openid: 'o' } });
  await appendNext(
    db,
    key,
    planned(winner),
    offered(winner),
    planned(second),
    captured(winner),
    paidBy(winner),
  );
  await appendNext(db, key, captured(second), duplicate(second), compensation(second));
  await appendNext(db, key, merchantRefund(winner, `${winner}R1`, `r-${winner}`, 500));
  await noteNextDue(db, key, null);
}

async function callBack({ db }: Crowd): Promise<void> {
  await storeCallback(db, {
    channel: 'wechat',
    account: 'default',
    eventId: randomUUID(),
    headers: {},
    body: Buffer.from(''),
    receivedAtMs: startMs,
    signedAtMs: startMs,
    fresh: true,
    channelNumber: drawNumber(),
    news: { kind: 'payment', finding: { kind: 'unpaid' } },
  });
  for (const { id } of await leaseCallbacks(db, { limit: 20, leaseMs: 1, by: 'r' })) {
    await markHandedOver(db, id, 1);
  }
}

async function holdAndWake({ db }: Crowd, key: OrderKey): Promise<void> {
  const held = ['x', 'y', 'z'].map((what) => ({
    what,
    kind: 'consequence' as const,
    numbers: [],
    callback: null,
    why: 'w',
  }));
  const [first] = await markHolds(db, key, { held, gone: [], again: [] }, terms);
  await heldOrdersToWake(db, { build: randomUUID(), againAfterMs: 0, limit: 50 });
  if (first !== undefined) await retryHold(db, 'held:1', ann);
  await markHolds(db, key, { held: [], gone: ['z', 'x'], again: ['y'] }, terms);
  await markHolds(db, key, { held: [], gone: ['y'], again: [] }, terms);
}

async function claim({ db }: Crowd, key: OrderKey): Promise<void> {
  const claimed = { key, refundId: pick(['r1', 'r2']), amountMinor: 1 };
  await claimRefundId(db, claimed);
  await releaseRefundId(db, claimed);
}

async function ask({ db }: Crowd, key: OrderKey): Promise<void> {
  const input = {
    type: 'refund',
    id: `refund:${randomUUID()}`,
    refundId: 'r',
    amountMinor: 1,
    reasonMark: 'm',
  } as const;
  await putRequest(db, key, input, { keyId: 'k', role: 'merchant' }, 'why');
}

async function refuse({ db }: Crowd): Promise<void> {
  await storeRefused(db, {
    channel: 'wechat',
    account: 'default',
    reason: pick(['bad_signature', 'no_key']),
    detail: '',
    paymentNumber: null,
    headers: {},
    body: Buffer.from(''),
    receivedAtMs: startMs,
  });
}

async function decide({ db, keys }: Crowd): Promise<void> {
  const merchant = keys[0]?.merchant ?? '';
  const dailyBudgets = [{ merchant, currency: 'CNY', amountMinor: 1_000_000 }];
  await putControls(db, { automaticRefunds: true, refundCaps: {}, dailyBudgets }, ann);
}

const acts: readonly ((crowd: Crowd, key: OrderKey) => Promise<unknown>)[] = [
  payTwice,
  callBack,
  holdAndWake,
  claim,
  ask,
  refuse,
  decide,
  ({ db }, key) => eraseOrder(db, key, 0),
  ({ db }) => eraseWhatIsOld(db, sweepOf),
];

test('whatever is done at once, no two wait for each other', async () => {
  const db = openDatabase(postgres.url, { applicationName: 'paidonce-test' });
  const merchant = await newMerchant(db);
  const orders = Array.from({ length: 4 }, () => orderOf(merchant));
  for (const order of orders) await createOrder(db, order);
  const crowd = { db, keys: orders.map(({ key }) => key) };
  const refused: string[] = [];
  const many = async (): Promise<void> => {
    for (let count = 0; count < 40; count += 1) {
      // Two who pay one order at once conflict, which the fence tells; that is no matter of locks.
      await pick(acts)(crowd, pick(crowd.keys)).catch((error: unknown) =>
        refused.push(String(error)),
      );
    }
  };
  await Promise.all(Array.from({ length: 8 }, many));
  // Each connection tells what it met when it ends.
  await db.close();
  const after = openDatabase(postgres.url, { applicationName: 'paidonce-test' });
  const row = await selectOne(
    after,
    counted,
    'select deadlocks as count from pg_stat_database where datname = current_database()',
  );
  await after.close();
  expect(row).toEqual({ count: 0 });
  expect(refused.length).toBeLessThan(160);
  expect(refused.filter((one) => /deadlock|lock timeout|serialize/.test(one))).toEqual([]);
});

test('two who wait for each other all the same both get done', async () => {
  const db = openDatabase(postgres.ownerUrl, { applicationName: 'paidonce-test' });
  await run(db, 'create table crossed (id int primary key, n int not null default 0)');
  await run(db, 'insert into crossed values (1), (2)');
  const met = new EventEmitter();
  const both = once(met, 'both');
  let begun = 0;
  const cross = (first: number, second: number): Promise<void> =>
    transaction(db, async (inside) => {
      await run(inside, 'update crossed set n = n + 1 where id = $1', [first]);
      begun += 1;
      if (begun === 2) met.emit('both');
      await both;
      await run(inside, 'update crossed set n = n + 1 where id = $1', [second]);
    });
  const ended = await Promise.allSettled([cross(1, 2), cross(2, 1)]);
  expect(ended.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
  expect(begun).toBe(3);
  expect(await run(db, 'select from crossed where n = 2')).toBe(2);
  await db.close();
});
