import { randomUUID } from 'node:crypto';
import { type LeasedCallback, leaseCallbacks, markHandedOver } from '../../ledger/inbox/inbox.ts';
import { findOrder } from '../../ledger/orders/orders.ts';
import { markUnmatched } from '../../ledger/inbox/unmatched.ts';
import type { ApiDeps } from '../api-deps.ts';
import { makeWakeUp } from '../waiting/wake-up.ts';

/** How many rows are handed over at the same time. */
const atOnce = 50;
/** Longer than any call to the engine, so that no two processes hand over the same row at once. */
const leaseMs = 15_000;
/** When a row that the engine took is handed over again, if no append consumed it. */
const againInMs = 30_000;
/** The longest wait of a row whose notification was lost, or that came due again. */
const sweepMs = 5_000;
const backOffMs = [500, 1_000, 2_000, 5_000] as const;

type RelayDeps = Pick<
  ApiDeps,
  'database' | 'engine' | 'changes' | 'rareLog' | 'stopping' | 'faults'
>;

async function setAside(deps: RelayDeps, callback: LeasedCallback): Promise<void> {
  const { news, channelNumber } = callback.input;
  const isSuccess = news.kind === 'payment' && news.finding.kind === 'success';
  const success = isSuccess ? news.finding : null;
  await markUnmatched(deps.database, {
    source: 'callback',
    sourceId: callback.id,
    channel: callback.channel,
    account: callback.account,
    paymentNumber: channelNumber,
    transaction: success?.transaction ?? null,
    amountMinor: success?.amountMinor ?? null,
    currency: success?.currency ?? null,
    detail: `A verified callback (${news.kind}) names a payment number that no attempt of ours has.`,
    foundAtMs: callback.receivedAtMs,
  });
  const fields = { callback: callback.id, channel: callback.channel };
  deps.rareLog('warn', 'unmatched', fields, 'an unmatched callback');
}

async function handOver(deps: RelayDeps, callback: LeasedCallback): Promise<void> {
  const order = callback.key && (await findOrder(deps.database, callback.key));
  if (order === null) {
    await setAside(deps, callback);
    return;
  }
  await deps.faults.reach('relay-before-signal');
  const note = { id: callback.id, version: order.version };
  await deps.engine.callback(order, note, callback.leases > 1);
  await deps.faults.reach('relay-after-signal');
  await markHandedOver(deps.database, callback.id, againInMs);
}

/**
 * Hands callbacks from the inbox to their orders until the process stops. Any
 * number may run: rows are leased, and no transaction is held while the engine
 * is asked. Rows do not wait for each other, so an order that answers slowly holds
 * up no other. A crash loses nothing: a row that was not consumed comes again.
 *
 * @returns when the last hand-over has ended
 * @see docs/rules.md#invariants, nothing-lost
 */
export async function runRelay(deps: RelayDeps): Promise<void> {
  const by = `relay_${randomUUID()}`;
  const wakeUp = makeWakeUp();
  const { rareLog } = deps;
  const unsubscribe = deps.changes.subscribe((change) => {
    if (change.kind === 'inbox') wakeUp.send();
  });
  const underWay = new Set<Promise<void>>();
  let troubles = 0;

  async function start(callback: LeasedCallback): Promise<void> {
    try {
      await handOver(deps, callback);
      troubles = 0;
    } catch (error) {
      troubles += 1;
      const fields = { callback: callback.id, err: error };
      rareLog('warn', 'hand-over', fields, 'a callback stays in the inbox; it comes again');
    }
  }

  async function leaseMore(): Promise<void> {
    const room = atOnce - underWay.size;
    const leased =
      room > 0 ? await leaseCallbacks(deps.database, { limit: room, leaseMs, by }) : [];
    for (const callback of leased) {
      const mine: Promise<void> = start(callback).finally(() => {
        // While all places were taken, rows may have stayed in the inbox: look again, now that a
        // place is free.
        if (underWay.size === atOnce) wakeUp.send();
        underWay.delete(mine);
      });
      underWay.add(mine);
    }
  }

  while (!deps.stopping.aborted) {
    try {
      await leaseMore();
    } catch (error) {
      troubles += 1;
      const words = 'the relay could not read the inbox; it tries again';
      rareLog('warn', 'inbox', { err: error }, words);
    }
    const pauseMs = backOffMs[Math.min(troubles, backOffMs.length) - 1] ?? sweepMs;
    await wakeUp.received(pauseMs, deps.stopping);
  }
  unsubscribe();
  await Promise.all(underWay);
}
