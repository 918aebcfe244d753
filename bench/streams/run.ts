import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { defaultPolicy } from '../../domain/order/policy.ts';
import { type Database, openDatabase } from '../../ledger/database/database.ts';
import { createOrder } from '../../ledger/orders/orders.ts';
import { install, workingCopy } from '../overload/installation.ts';
import { quantile } from '../overload/quantile.ts';
import { openStream, type ShopperStream } from './shopper-stream.ts';

/**
 * Cashier pages that are open at once on one API process: what they cost in memory, how long changes
 * take to reach all who watch, and how long it takes until all are open again after the process was
 * killed. Prints lines; nothing is asserted. Orders are made, and changed, in the ledger itself: what
 * an order's own run takes is measured elsewhere.
 */
const streams = 5_000;
const shapes = [
  { orders: 500, each: 10 },
  { orders: streams, each: 1 },
] as const;
const opensAtOnce = 40;
const changesAtOnce = 4;
const patienceMs = 120_000;

type Watched = Readonly<{ id: string; stream: ShopperStream }>;

function residentMb(pid: number): number {
  const line = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line?.[1] ?? 0) / 1024;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function inTurns<T>(
  all: readonly T[],
  atOnce: number,
  work: (one: T) => Promise<void>,
): Promise<void> {
  const left = [...all];
  const hand = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) await work(next);
  };
  await Promise.all(Array.from({ length: atOnce }, hand));
}

async function until(isSo: () => boolean): Promise<boolean> {
  const untilMs = performance.now() + patienceMs;
  while (!isSo() && performance.now() < untilMs) await delay(10);
  return isSo();
}

/** Changes orders of the bench and tells so, by one transaction: all of them in one moment. */
async function change(db: Database, ids: readonly string[]): Promise<void> {
  await db.query(
    `with changed as (
       update orders set version = version + 1 where merchant = 'demo' and id = any($1)
       returning merchant, id)
     select pg_notify('paidonce_changed', json_build_object('kind', 'order', 'key',
       json_build_object('merchant', merchant, 'orderId', id))::text) from changed`,
    [ids],
  );
}

async function makeOrders(db: Database, name: string, count: number): Promise<Map<string, string>> {
  const tokens = new Map<string, string>();
  const numbers = Array.from({ length: count }, (_, at) => at);
  await inTurns(numbers, 8, async (at) => {
    const now = Date.now();
    const made = await createOrder(db, {
      key: { merchant: 'demo', orderId: `${name}-${at}` },
      amount: { amountMinor: 1_999, currency: 'CNY' },
      deadlineMs: now + 3_600_000,
      createdAtMs: now,
      policy: defaultPolicy,
      description: 'Two tickets',
      returnUrl: null,
      notifyUrl: null,
      metadata: {},
      contentHash: 'of the bench',
    });
    if (made.kind === 'conflict') throw new Error('the bench ran here before');
    tokens.set(made.order.key.orderId, made.order.checkoutToken);
  });
  return tokens;
}

/** Until every stream heard of a change that begins now, ms from each one's own. */
function hearing(watching: readonly Watched[], changedAt: ReadonlyMap<string, number>) {
  const delays: number[] = [];
  return {
    delays,
    hear: (id: string) => {
      const since = changedAt.get(id);
      if (since !== undefined) delays.push(performance.now() - since);
    },
    all: () => until(() => delays.length >= watching.length),
  };
}

type Told = { hear: (id: string) => void };

async function openAll(
  api: string,
  tokens: ReadonlyMap<string, string>,
  each: number,
  told: Told,
): Promise<Watched[]> {
  const wanted = [...tokens].flatMap((of) => Array.from({ length: each }, () => of));
  const watching: Watched[] = [];
  await inTurns([...wanted.entries()], opensAtOnce, async ([at, [id, token]]) => {
    const seen = { version: 0 };
    const url = `${api}/pay/${token}/events`;
    // Ten shoppers an address.
    const address = `127.1.${Math.floor(at / 10) >> 8}.${Math.floor(at / 10) & 255 || 1}`;
    const stream = openStream(url, address, (version) => {
      if (version <= seen.version) return;
      seen.version = version;
      told.hear(id);
    });
    watching.push({ id, stream });
    await until(() => stream.isOpen());
  });
  return watching;
}

function line(what: string, delays: readonly number[], totalMs: number): void {
  say(
    `  ${what}: ${delays.length} heard within ${(totalMs / 1_000).toFixed(2)} s; ` +
      `median ${quantile(delays, 0.5)} ms, 99 % ${quantile(delays, 0.99)} ms, slowest ${quantile(delays, 1)} ms`,
  );
}

/** One change after the other, then all in one moment. @returns how long the latter took, ms */
async function measureChanges(
  db: Database,
  ids: readonly string[],
  watching: readonly Watched[],
  told: Told,
): Promise<number> {
  const singly = new Map<string, number>();
  const one = hearing(watching, singly);
  told.hear = one.hear;
  const began = performance.now();
  await inTurns(ids, changesAtOnce, async (id) => {
    singly.set(id, performance.now());
    await change(db, [id]);
  });
  const changed = performance.now() - began;
  await one.all();
  const rate = ((ids.length / changed) * 1_000).toFixed(0);
  line(`${ids.length} orders, ${rate} a second`, one.delays, performance.now() - began);
  const now = performance.now();
  const storm = hearing(watching, new Map(ids.map((id) => [id, now])));
  told.hear = storm.hear;
  await change(db, ids);
  await storm.all();
  line('all in one transaction', storm.delays, performance.now() - now);
  return performance.now() - now;
}

async function measureKill(api: number, watching: readonly Watched[]): Promise<void> {
  const refusals = () => watching.reduce((sum, { stream }) => sum + stream.refused(), 0);
  const before = refusals();
  const began = performance.now();
  process.kill(api, 'SIGKILL');
  await until(() => watching.every(({ stream }) => !stream.isOpen()));
  const openAfter: number[] = [];
  const count = () => watching.filter(({ stream }) => stream.isOpen()).length;
  for (const share of [0.5, 0.99, 1]) {
    await until(() => count() >= watching.length * share);
    openAfter.push((performance.now() - began) / 1_000);
  }
  const [half, most, all] = openAfter.map((one) => one.toFixed(1));
  say(
    `  the API is killed: half are open again after ${half} s, 99 % after ${most} s, all ${count()} after ${all} s; ` +
      `${refusals() - before} were refused at first`,
  );
}

const { addresses, apiPid, stop } = await install(workingCopy);
const db = openDatabase(z.string().parse(addresses.database), { max: 10 });
try {
  const storms: number[] = [];
  for (const { orders, each } of shapes) {
    const tokens = await makeOrders(db, `B${orders}`, orders);
    const told: Told = { hear: () => undefined };
    const before = residentMb(apiPid);
    const began = performance.now();
    const watching = await openAll(addresses.api, tokens, each, told);
    const opened = ((performance.now() - began) / 1_000).toFixed(1);
    const more = residentMb(apiPid) - before;
    say(`${orders} orders, ${each} streams each: open after ${opened} s`);
    say(`  ${more.toFixed(0)} MB more than ${before.toFixed(0)} MB`);
    storms.push(await measureChanges(db, [...tokens.keys()], watching, told));
    say(`  ${residentMb(apiPid).toFixed(0)} MB afterwards`);
    if (orders === streams) await measureKill(apiPid, watching);
    for (const { stream } of watching) stream.close();
    await delay(2_000);
  }
  const [few = NaN, many = NaN] = storms;
  say(`All in one transaction: one stream an order takes ${(many / few).toFixed(1)} times ten.`);
} finally {
  await db.close();
  await stop();
}
