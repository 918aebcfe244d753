import type { Client } from '@temporalio/client';
import type { LimitedLog } from '../config/log/limited-log.ts';
import { type OrderKey, orderReference } from '../domain/values/order-key.ts';
import type { Database } from '../ledger/database/database.ts';
import { heldOrdersToWake } from '../ledger/people/order-holds.ts';
import type { StoredOrder } from '../ledger/orders/order-rows.ts';
import { leaseOverdue, lookUntilMs } from '../ledger/orders/dues.ts';
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
  /** How many overdue orders are looked at for those, at most; 2,000 by default. */
  look?: number;
  /** Where the API is reached, for links in the engine's pages. */
  publicUrl?: string;
  /** How many leased orders are handled at the same time; 8 by default. */
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
  const start = orderStart(stored, await settings.shown(), settings.publicUrl);
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
  /**
   * Its time was up before it came to the last overdue order: what is left was due from then on, or
   * is again by now; absolute ms. Null: it came to the last.
   */
  leftFromMs: number | null;
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
 * Leases and handles a batch of overdue orders.
 *
 * @param sinceMs what was due before is passed over
 * @returns where the next batch goes on, absolute ms; null: nothing is left from there on
 */
async function sweepBatch(
  settings: WatchdogSettings,
  tally: Tally,
  { sinceMs, limit }: Readonly<{ sinceMs: number; limit: number }>,
): Promise<number | null> {
  const { db, overdueMs, look } = settings;
  // Anew for each batch: a lease that began with the sweep would be over before it is taken.
  const nowMs = Date.now();
  const untilMs = await lookUntilMs(db, { sinceMs, nowMs, most: look });
  const terms = { nowMs, overdueMs, heldTimesLonger, limit, sinceMs, untilMs };
  const leased = await leaseOverdue(db, { ...terms, isUnclickedAlone: isAway(tally) });
  const items = leased.map((one) => ({ ...one, why: 'overdue order woken' }));
  await handleAll(settings, items, tally);
  if (leased.length === limit) return sinceMs;
  return untilMs < nowMs ? untilMs : null;
}

/**
 * Leases and handles overdue orders, each batch from where the last one ended. It begins with few:
 * what is leased and can't be woken is left alone for a while, and with the engine away no more than
 * those must wait.
 *
 * @param leftFromMs where the sweep before ended; with the engine away this one goes on there
 * @returns where it ended as its time was up before it came to the last, absolute ms; else null
 */
async function sweepOverdue(
  settings: WatchdogSettings,
  tally: Tally,
  leftFromMs: number,
): Promise<number | null> {
  const { everyMs, batch = batchSize, atOnce = ordersAtOnce, most = mostPerSweep } = settings;
  const at = { sinceMs: 0, endsAtMs: Date.now() + everyMs, isAway: false };
  for (let limit = Math.min(batch, atOnce); ; limit = batch) {
    const nextMs = await sweepBatch(settings, tally, { sinceMs: at.sinceMs, limit });
    if (nextMs === null || tally.woken + tally.failed >= most) return null;
    at.sinceMs = nextMs;
    if (isAway(tally) && !at.isAway) {
      // What needs no engine is done all the same, however long it took to find it away.
      at.isAway = true;
      at.endsAtMs = Date.now() + everyMs;
      at.sinceMs = Math.max(nextMs, leftFromMs);
    } else if (Date.now() >= at.endsAtMs) return at.sinceMs;
    if (settings.isEnding?.() === true) return null;
  }
}

/**
 * Looks after every overdue order. One that nobody clicked on, whose deadline passed, is decided
 * here and needs no run. Any other is woken: one whose workflow was terminated, reset or lost with
 * its server, or one whose run an upgrade left behind. So is every order that has a hold to be tried
 * again. With the engine away only those are looked after that need no run. Any number of workers
 * may sweep at once: each order is leased to one.
 *
 * @param leftFromMs what the sweep before told, if its time was up
 */
export async function sweep(settings: WatchdogSettings, leftFromMs = 0): Promise<Swept> {
  const { db, build, overdueMs } = settings;
  const tally: Tally = { woken: 0, decided: 0, failed: 0, failedInARow: 0 };
  const endedAtMs = await sweepOverdue(settings, tally, leftFromMs);
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
  return { woken: tally.woken, decided: tally.decided, leftFromMs: endedAtMs };
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
      let leftFromMs: number | null = 0;
      while (leftFromMs !== null && !state.isEnding) {
        ({ leftFromMs } = await sweep(own, leftFromMs));
      }
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
