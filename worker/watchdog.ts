import type { Client } from '@temporalio/client';
import type { LimitedLog } from '../config/log/limited-log.ts';
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
  /** Between sweeps, and the longest that one goes on taking further orders; ms. */
  everyMs: number;
  /** The most orders leased at a time; 100 by default. */
  batch?: number;
  /** How many of those are handled at the same time; 8 by default. */
  atOnce?: number;
  /** How many orders a sweep wakes, or tries to; 500 by default. */
  most?: number;
  /** Whether the worker is ending; then a sweep takes up no further order. */
  isEnding?: () => boolean;
  rareLog: LimitedLog;
}>;

const batchSize = 100;
// Fewer than a worker's connections for appends, which its orders share.
const ordersAtOnce = 8;

/**
 * When a sweep has woken so many orders, or tried to, it ends: after a long outage they are woken in
 * waves, not at once. Orders that need no run are not counted.
 */
const mostPerSweep = 500;

/** When so many in a row could not be woken, the engine is away, and the sweep wakes no more. */
const awayAfter = 8;

/**
 * A held order stays due for what the clock can't decide meanwhile. It is given this many times
 * longer before it is woken again.
 */
const heldTimesLonger = 5;

/** A line for each order would fill a disk in an outage, so a few of a kind are written a minute. */
function note({ rareLog }: WatchdogSettings, words: string, fields: object): void {
  rareLog('warn', words, fields, words);
}

async function wake(settings: WatchdogSettings, stored: StoredOrder): Promise<void> {
  const { client, engineLongPollMs } = settings;
  const { key, version } = stored;
  const start = orderStart(stored, await settings.shown());
  await client.withDeadline(Date.now() + 5_000, async () => {
    if (await discardFailingRun(client, key, engineLongPollMs)) {
      const words =
        'a run that no worker can go on with was ended; the order goes on from the ledger';
      note(settings, words, { order: orderReference(key) });
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
export type Swept = Readonly<{
  woken: number;
  decided: number;
  /** Its time was up before it came to the last overdue order. */
  isCutShort: boolean;
}>;

type Item = Readonly<{
  key: OrderKey;
  /** Logged when it is woken. */
  why: string;
  isUnclicked: boolean;
}>;

/** What a sweep did so far. */
type Tally = { woken: number; decided: number; failed: number; failedInARow: number };

function isAway({ failedInARow }: Tally): boolean {
  return failedInARow >= awayAfter;
}

async function handle(
  settings: WatchdogSettings,
  { key, why, isUnclicked }: Item,
  tally: Tally,
): Promise<void> {
  const order = orderReference(key);
  try {
    if (isUnclicked) {
      const decided = await decideUnclicked(settings.db, key);
      if (decided === 'decided') tally.decided += 1;
      if (decided !== 'needs_run') return;
    }
    if (isAway(tally)) {
      tally.failed += 1;
      return;
    }
    if (!(await wakeKey(settings, key))) return;
    tally.woken += 1;
    tally.failedInARow = 0;
    note(settings, why, { order });
  } catch (error) {
    tally.failed += 1;
    tally.failedInARow += 1;
    note(settings, 'an order could not be woken; it is tried again', { order, err: error });
  }
}

/** Handles these, some at a time: one that takes long holds up no other. */
async function handleAll(
  settings: WatchdogSettings,
  items: readonly Item[],
  tally: Tally,
): Promise<void> {
  const { atOnce = ordersAtOnce } = settings;
  const left = items.values();
  const hand = async (): Promise<void> => {
    for (const item of left) {
      // What is leased and left comes again, to another worker.
      if (settings.isEnding?.() === true) return;
      await handle(settings, item, tally);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, hand));
}

/**
 * Leases and handles overdue orders. It begins with few: what is leased and can't be woken is left
 * alone for a while, and with the engine away no more than those must wait.
 *
 * @returns whether its time was up before it came to the last
 */
async function sweepOverdue(settings: WatchdogSettings, tally: Tally): Promise<boolean> {
  const { db, overdueMs, everyMs, batch = batchSize, atOnce = ordersAtOnce } = settings;
  const { most = mostPerSweep } = settings;
  const endsAtMs = Date.now() + everyMs;
  for (let limit = Math.min(batch, atOnce); ; limit = batch) {
    // Anew for each batch: a lease that began with the sweep would be over before it is taken.
    const terms = { nowMs: Date.now(), overdueMs, heldTimesLonger, limit };
    const leased = await leaseOverdue(db, { ...terms, isUnclickedAlone: isAway(tally) });
    const items = leased.map((one) => ({ ...one, why: 'overdue order woken' }));
    await handleAll(settings, items, tally);
    if (leased.length < limit || tally.woken + tally.failed >= most) return false;
    if (Date.now() >= endsAtMs) return true;
    if (settings.isEnding?.() === true) return false;
  }
}

/**
 * Looks after every overdue order. One that nobody clicked on, whose deadline passed, is decided
 * here and needs no run. Any other is woken: one whose workflow was terminated, reset or lost with
 * its server, or one whose run an upgrade left behind. So is every order that has a hold to be tried
 * again. With the engine away only those are looked after that need no run. Any number of workers
 * may sweep at once: each order is leased to one.
 */
export async function sweep(settings: WatchdogSettings): Promise<Swept> {
  const { db, build, overdueMs } = settings;
  const tally: Tally = { woken: 0, decided: 0, failed: 0, failedInARow: 0 };
  const isCutShort = await sweepOverdue(settings, tally);
  if (!isAway(tally)) {
    const limits = { build, againAfterMs: overdueMs, limit: mostPerSweep };
    const why = 'held order woken: what the ledger refused is tried again';
    const keys = await heldOrdersToWake(db, limits);
    const items = keys.map((key) => ({ key, why, isUnclicked: false }));
    await handleAll(settings, items, tally);
  }
  if (isAway(tally)) {
    note(settings, 'the engine seems to be away: the next sweep tries to wake the others', {});
  }
  return { woken: tally.woken, decided: tally.decided, isCutShort };
}

/**
 * Sweeps for as long as the worker runs: one sweep after the other while orders are left over, so that
 * however many are overdue, held orders come in between and an end waits for the orders at hand alone.
 */
export function startWatchdog(settings: WatchdogSettings): Readonly<{ stop: () => Promise<void> }> {
  const state = { isEnding: false };
  const own = { ...settings, isEnding: () => state.isEnding };
  const watchdog = repeat(
    async () => {
      for (let isLeft = true; isLeft;) isLeft = (await sweep(own)).isCutShort && !state.isEnding;
    },
    settings.everyMs,
    (error) => note(settings, 'watchdog sweep failed; the next one tries again', { err: error }),
  );
  return {
    stop: async () => {
      state.isEnding = true;
      await watchdog.stop();
    },
  };
}
