import type { Client } from '@temporalio/client';
import { orderReference } from '../domain/order-key.ts';
import type { Database } from '../ledger/database.ts';
import { findOrder, overdueOrders, postponeDue } from '../ledger/orders.ts';
import { discardFailingRun } from '../workflows/discard-run.ts';
import {
  type OrderArguments,
  orderWorkflowType,
  type WakeNote,
  wakeSignal,
} from '../workflows/messages.ts';
import { orderStart } from '../workflows/order-start.ts';
import { repeat } from './repeat.ts';

export type WatchdogSettings = Readonly<{
  db: Database;
  client: Client;
  searchAttributes: boolean;
  /** How long the engine holds a worker's poll, ms. */
  engineLongPollMs: number;
  /** How long an order may be overdue before it is woken, ms. */
  overdueMs: number;
  /** Between sweeps, ms. */
  everyMs: number;
  log: (event: string, fields: Readonly<Record<string, unknown>>) => void;
}>;

/** Orders woken by one sweep at the most: after a long outage they come in waves, not all at once. */
const mostPerSweep = 500;

/**
 * Wakes every order that is overdue: one nobody clicked on and whose deadline
 * passed, one whose workflow was terminated, reset or lost with its server, one
 * whose run an upgrade left behind.
 *
 * @returns how many were woken
 */
export async function sweep(settings: WatchdogSettings): Promise<number> {
  const { db, client, searchAttributes, engineLongPollMs, overdueMs, log } = settings;
  const nowMs = Date.now();
  const overdue = await overdueOrders(db, nowMs - overdueMs, nowMs, mostPerSweep);
  let woken = 0;
  for (const { key, nextDueAtMs } of overdue) {
    const order = orderReference(key);
    try {
      const stored = await findOrder(db, key);
      // Not again before it had its chance; its next append says better. And first: an
      // order that can't be woken must not hold up those behind it.
      const isMine = await postponeDue(db, key, nextDueAtMs, nowMs + overdueMs);
      if (stored === null || !isMine) continue;
      await client.withDeadline(Date.now() + 5_000, async () => {
        if (await discardFailingRun(client, key, engineLongPollMs)) {
          log('a run that no worker can go on with was ended; the order goes on from the ledger', {
            order,
          });
        }
        await client.workflow.signalWithStart<(args: OrderArguments) => Promise<void>, [WakeNote]>(
          orderWorkflowType,
          {
            ...orderStart({ key, amountMinor: stored.amountMinor }, searchAttributes),
            signal: wakeSignal,
            signalArgs: [{ version: stored.version }],
          },
        );
      });
      woken += 1;
      log('overdue order woken', { order });
    } catch (error) {
      log('an overdue order could not be woken; it is tried again', { order, err: error });
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
