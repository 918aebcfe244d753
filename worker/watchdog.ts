import type { Client } from '@temporalio/client';
import { type OrderKey, orderReference } from '../domain/values/order-key.ts';
import type { Database } from '../ledger/database/database.ts';
import { heldOrdersToWake } from '../ledger/people/order-holds.ts';
import type { StoredOrder } from '../ledger/orders/order-rows.ts';
import { type Overdue, overdueOrders, postponeDue } from '../ledger/orders/dues.ts';
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
  log: (event: string, fields: Readonly<Record<string, unknown>>) => void;
}>;

/**
 * The most orders that one sweep wakes: after a long outage they are woken in waves, not at once.
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

async function wakeOverdue(
  settings: WatchdogSettings,
  { key, dueAtMs }: Overdue,
  nowMs: number,
): Promise<boolean> {
  const stored = await findOrder(settings.db, key);
  // The order is not woken again before it had time to go on; its next append sets the real time.
  // This is written before the waking, so that an order that can't be woken holds up no other.
  const chanceMs = settings.overdueMs * (stored?.held === true ? heldTimesLonger : 1);
  const isMine = await postponeDue(settings.db, key, dueAtMs, nowMs + chanceMs);
  if (stored === null || !isMine) return false;
  await wake(settings, stored);
  return true;
}

async function wakeHeld(settings: WatchdogSettings, key: OrderKey): Promise<boolean> {
  const stored = await findOrder(settings.db, key);
  if (stored === null) return false;
  await wake(settings, stored);
  return true;
}

/**
 * Wakes every overdue order: one that nobody clicked on and whose deadline passed, one whose
 * workflow was terminated, reset or lost with its server, or one whose run an upgrade left behind.
 * It also wakes every order that has a hold to be tried again.
 *
 * @returns how many were woken
 */
export async function sweep(settings: WatchdogSettings): Promise<number> {
  const { db, build, overdueMs, log } = settings;
  const nowMs = Date.now();
  const [limit, againAfterMs] = [mostPerSweep, overdueMs];
  const overdue = await overdueOrders(db, nowMs - overdueMs, nowMs, limit);
  const held = await heldOrdersToWake(db, { build, againAfterMs, limit });
  const all = [
    ...overdue.map((one) => ({
      key: one.key,
      why: 'overdue order woken',
      wake: () => wakeOverdue(settings, one, nowMs),
    })),
    ...held.map((key) => ({
      key,
      why: 'held order woken: what the ledger refused is tried again',
      wake: () => wakeHeld(settings, key),
    })),
  ];
  let woken = 0;
  for (const one of all) {
    const order = orderReference(one.key);
    try {
      if (!(await one.wake())) continue;
      woken += 1;
      log(one.why, { order });
    } catch (error) {
      log('an order could not be woken; it is tried again', { order, err: error });
    }
  }
  return woken;
}

/** Sweeps for as long as the worker runs. */
export function startWatchdog(settings: WatchdogSettings): Readonly<{ stop: () => Promise<void> }> {
  return repeat(
    () => sweep(settings),
    settings.everyMs,
    (error) => settings.log('watchdog sweep failed; the next one tries again', { err: error }),
  );
}
