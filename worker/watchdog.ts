import type { Client } from '@temporalio/client';
import { type OrderKey, orderReference } from '../domain/values/order-key.ts';
import type { Database } from '../ledger/database/database.ts';
import { heldOrdersToWake } from '../ledger/people/order-holds.ts';
import type { StoredOrder } from '../ledger/orders/order-rows.ts';
import { leaseOverdue } from '../ledger/orders/dues.ts';
import { findOrder } from '../ledger/orders/orders.ts';
import { discardFailingRun } from '../workflows/outside/discard-run.ts';
import {
  type OrderArguments,
  orderWorkflowType,
  type WakeNote,
  wakeSignal,
} from '../workflows/messages/messages.ts';
import { orderStart } from '../workflows/messages/order-start.ts';
import type { AsksShown } from '../workflows/outside/shown-attributes.ts';
import { repeat } from './repeat.ts';
import { decideUnclicked } from './unclicked-order.ts';

export type WatchdogSettings = Readonly<{
  db: Database;
  client: Client;
  /** Which search attributes a run may carry. */
  shown: AsksShown;
  /** How long the engine holds a worker's poll, ms. */
  engineLongPollMs: number;
  /**
   * The build of this worker's code. It tries at once what the ledger refused to another build.
   */
  build: string;
  /** How long an order may be overdue before it is woken, ms. */
  overdueMs: number;
  /** Between sweeps, ms. */
  everyMs: number;
  /** The most orders leased at a time; 100 by default. */
  batch?: number;
  /** How many of those are handled at the same time; 8 by default. */
  atOnce?: number;
  log: (event: string, fields: Readonly<Record<string, unknown>>) => void;
}>;

const batchSize = 100;
// Fewer than a worker's connections for appends, which its orders share.
const ordersAtOnce = 8;

/**
 * When a sweep has woken so many orders, it ends: after a long outage they are woken in waves, not
 * at once. Orders that need no run are not counted.
 */
const mostPerSweep = 500;

/**
 * A held order stays due for what the clock can't decide meanwhile. It is given this many times
 * longer before it is woken again.
 */
const heldTimesLonger = 5;

async function wake(settings: WatchdogSettings, stored: StoredOrder): Promise<void> {
  const { client, engineLongPollMs, log } = settings;
  const { key, version } = stored;
  const start = orderStart(stored, await settings.shown());
  await client.withDeadline(Date.now() + 5_000, async () => {
    if (await discardFailingRun(client, key, engineLongPollMs)) {
      log('a run that no worker can go on with was ended; the order goes on from the ledger', {
        order: orderReference(key),
      });
    }
    await client.workflow.signalWithStart<(args: OrderArguments) => Promise<unknown>, [WakeNote]>(
      orderWorkflowType,
      {
        ...start,
        signal: wakeSignal,
        signalArgs: [{ version }],
      },
    );
  });
}

async function wakeKey(settings: WatchdogSettings, key: OrderKey): Promise<boolean> {
  const stored = await findOrder(settings.db, key);
  if (stored === null) return false;
  await wake(settings, stored);
  return true;
}

/** What a sweep did: orders whose run was woken, and unclicked orders that were decided without. */
export type Swept = Readonly<{ woken: number; decided: number }>;

type Item = Readonly<{
  key: OrderKey;
  /** Logged when it is woken. */
  why: string;
  isUnclicked: boolean;
}>;

type Done = 'woken' | 'decided' | 'nothing';

async function handle(settings: WatchdogSettings, { key, why, isUnclicked }: Item): Promise<Done> {
  const order = orderReference(key);
  try {
    if (isUnclicked) {
      const decided = await decideUnclicked(settings.db, key);
      if (decided !== 'needs_run') return decided === 'decided' ? 'decided' : 'nothing';
    }
    if (!(await wakeKey(settings, key))) return 'nothing';
    settings.log(why, { order });
    return 'woken';
  } catch (error) {
    settings.log('an order could not be woken; it is tried again', { order, err: error });
    return 'nothing';
  }
}

/** Handles these, some at a time: one that takes long holds up no other. */
async function handleAll(settings: WatchdogSettings, items: readonly Item[]): Promise<Swept> {
  const { atOnce = ordersAtOnce } = settings;
  const count = { woken: 0, decided: 0, nothing: 0 };
  const left = items.values();
  const hand = async (): Promise<void> => {
    for (const item of left) count[await handle(settings, item)] += 1;
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, hand));
  return count;
}

async function sweepOverdue(settings: WatchdogSettings): Promise<Swept> {
  const { db, overdueMs, batch: limit = batchSize } = settings;
  const nowMs = Date.now();
  const all = { woken: 0, decided: 0 };
  for (;;) {
    const leased = await leaseOverdue(db, { nowMs, overdueMs, heldTimesLonger, limit });
    const items = leased.map((one) => ({ ...one, why: 'overdue order woken' }));
    const { woken, decided } = await handleAll(settings, items);
    all.woken += woken;
    all.decided += decided;
    if (leased.length < limit || all.woken >= mostPerSweep) return all;
  }
}

/**
 * Looks after every overdue order. One that nobody clicked on, whose deadline passed, is decided
 * here and needs no run. Any other is woken: one whose workflow was terminated, reset or lost with
 * its server, or one whose run an upgrade left behind. So is every order that has a hold to be tried
 * again. Any number of workers may sweep at once: each order is leased to one.
 */
export async function sweep(settings: WatchdogSettings): Promise<Swept> {
  const { db, build, overdueMs } = settings;
  const overdue = await sweepOverdue(settings);
  const limits = { build, againAfterMs: overdueMs, limit: mostPerSweep };
  const why = 'held order woken: what the ledger refused is tried again';
  const keys = await heldOrdersToWake(db, limits);
  const held = await handleAll(
    settings,
    keys.map((key) => ({ key, why, isUnclicked: false })),
  );
  return { woken: overdue.woken + held.woken, decided: overdue.decided };
}

/** Sweeps for as long as the worker runs. */
export function startWatchdog(settings: WatchdogSettings): Readonly<{ stop: () => Promise<void> }> {
  return repeat(
    () => sweep(settings),
    settings.everyMs,
    (error) => settings.log('watchdog sweep failed; the next one tries again', { err: error }),
  );
}
