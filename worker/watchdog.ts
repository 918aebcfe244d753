import type { Client } from '@temporalio/client';
import { type OrderKey, orderReference } from '../domain/values/order-key.ts';
import type { Database } from '../ledger/database/database.ts';
import { heldOrdersToWake } from '../ledger/people/order-holds.ts';
import type { StoredOrder } from '../ledger/orders/order-rows.ts';
import { findOrder, type Overdue, overdueOrders, postponeDue } from '../ledger/orders/orders.ts';
import { discardFailingRun } from '../workflows/outside/discard-run.ts';
import {
  type OrderArguments,
  orderWorkflowType,
  type WakeNote,
  wakeSignal,
} from '../workflows/messages/messages.ts';
import { orderStart } from '../workflows/messages/order-start.ts';
import { repeat } from './repeat.ts';

export type WatchdogSettings = Readonly<{
  db: Database;
  client: Client;
  searchAttributes: boolean;
  /** How long the engine holds a worker's poll, ms. */
  engineLongPollMs: number;
  /**
   * The build of this worker's code: what the ledger refused to another build, this one tries at
   * once.
   */
  build: string;
  /** How long an order may be overdue before it is woken, ms. */
  overdueMs: number;
  /** Between sweeps, ms. */
  everyMs: number;
  log: (event: string, fields: Readonly<Record<string, unknown>>) => void;
}>;

/** Orders woken by one sweep at the most: after a long outage they come in waves, not all at once. */
const mostPerSweep = 500;

/**
 * What the clock can't do for a held order stays due, and the order need not be woken for it at
 * every sweep.
 */
const heldTimesLonger = 5;

async function wake(settings: WatchdogSettings, stored: StoredOrder): Promise<void> {
  const { client, searchAttributes, engineLongPollMs, log } = settings;
  const { key, amountMinor, version } = stored;
  await client.withDeadline(Date.now() + 5_000, async () => {
    if (await discardFailingRun(client, key, engineLongPollMs)) {
      log('a run that no worker can go on with was ended; the order goes on from the ledger', {
        order: orderReference(key),
      });
    }
    await client.workflow.signalWithStart<(args: OrderArguments) => Promise<void>, [WakeNote]>(
      orderWorkflowType,
      {
        ...orderStart({ key, amountMinor }, searchAttributes),
        signal: wakeSignal,
        signalArgs: [{ version }],
      },
    );
  });
}

async function wakeOverdue(
  settings: WatchdogSettings,
  { key, nextDueAtMs }: Overdue,
  nowMs: number,
): Promise<boolean> {
  const stored = await findOrder(settings.db, key);
  // It is not woken again before it had its chance; its next append sets a better time. Written
  // before the waking, so that an order that can't be woken does not hold up those behind it.
  const chanceMs = settings.overdueMs * (stored?.held === true ? heldTimesLonger : 1);
  const isMine = await postponeDue(settings.db, key, nextDueAtMs, nowMs + chanceMs);
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
 * Wakes every order that is overdue: one nobody clicked on and whose deadline
 * passed, one whose workflow was terminated, reset or lost with its server, one
 * whose run an upgrade left behind; and every one of which something held is to be tried again.
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
