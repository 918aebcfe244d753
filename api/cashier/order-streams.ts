import type { OrderKey } from '../../domain/values/order-key.ts';
import { orderReference } from '../../domain/values/order-key.ts';
import type { LimitedLog } from '../../config/log/limited-log.ts';
import type { Db } from '../../ledger/database/database.ts';
import { orderVersions } from '../../ledger/orders/order-versions.ts';
import type { OrderView } from '../../ledger/views/order-json.ts';
import { orderViews } from '../../ledger/views/order-view.ts';
import { rateLimited } from '../limits/rate-limited.ts';
import type { CommittedChanges } from '../waiting/committed-changes.ts';

/** What is known of an order. A hold is no fact, so it comes and goes without a new version. */
export type KnownOrder = Readonly<{ version: number; held: boolean }>;

/** Who watches an order, and what of it was told last. */
type Watcher = { known: KnownOrder; readonly tell: (order: OrderView) => void };

type Watched = Readonly<{ key: OrderKey; watchers: Set<Watcher> }>;

/** Everybody of one process who watches orders. */
export type OrderStreams = Readonly<{
  /**
   * Watches an order: whoever is told hears of each version that is newer than the one before, in
   * order, though some may be passed over, and of a hold that comes or goes.
   *
   * @param from what is known already
   * @param network where the watcher is: `networkOf` its address
   * @returns ends it
   * @throws ProblemError `rate_limited` where there are too many
   */
  watch: (
    key: OrderKey,
    from: KnownOrder,
    network: string,
    tell: (order: OrderView) => void,
  ) => () => void;
  /** How many there are. */
  size: () => number;
}>;

type StreamDeps = Readonly<{
  database: Db;
  changes: CommittedChanges;
  rareLog: LimitedLog;
  publicUrl: string;
  /** Aborts when the process stops: nothing is looked at any more. */
  stopping: AbortSignal;
  limits: Readonly<{ streams: number; streamsPerOrder: number; streamsPerAddress: number }>;
}>;

/** How often all orders that are watched are compared, for a notification that was lost; ms. */
const sweepEveryMs = 5_000;
const sweptAtOnce = 500;
/** Orders that are read together, and how many such reads are under way at a time. */
const readTogether = 50;
const looksAtOnce = 2;
/** When a full house may be tried again, ms. */
const fullForMs = 5_000;

function knownOf({ version, attention }: OrderView): KnownOrder {
  return { version, held: attention.includes('held') };
}

/** Whether what is seen now is to be told to who knows that. */
export function isNews(known: KnownOrder, now: KnownOrder): boolean {
  return now.version > known.version || (now.version === known.version && now.held !== known.held);
}

/**
 * Lets many streams share one connection that listens and two that read: a change reads its order
 * once, however many watch it, those that wait are read together, and what nobody watches is not
 * read.
 */
export function openOrderStreams(deps: StreamDeps): OrderStreams {
  const { database, limits, rareLog } = deps;
  const watched = new Map<string, Watched>();
  const toLook = new Set<string>();
  const byNetwork = new Map<string, number>();
  const count = { watchers: 0, looking: 0, isSweeping: false };

  function leaveNetwork(network: string): void {
    const left = (byNetwork.get(network) ?? 1) - 1;
    if (left === 0) byNetwork.delete(network);
    else byNetwork.set(network, left);
  }

  function tellAll({ watchers }: Watched, order: OrderView): void {
    for (const watcher of [...watchers]) {
      const now = knownOf(order);
      if (!isNews(watcher.known, now)) continue;
      watcher.known = now;
      watcher.tell(order);
    }
  }

  async function lookAt(names: readonly string[]): Promise<void> {
    const keys = names.flatMap((name) => watched.get(name)?.key ?? []);
    try {
      for (const { key, view } of await orderViews(database, keys, deps)) {
        const one = watched.get(orderReference(key));
        if (one !== undefined) tellAll(one, view);
      }
    } catch (error) {
      // The sweep finds it again, and the browsers ask by themselves.
      rareLog('warn', 'stream look', { err: error }, 'shoppers were not told of a change at once');
    }
  }

  function lookOn(): void {
    if (toLook.size === 0 || count.looking >= looksAtOnce || deps.stopping.aborted) return;
    const names = [...toLook].slice(0, readTogether);
    for (const name of names) toLook.delete(name);
    count.looking += 1;
    void lookAt(names).finally(() => {
      count.looking -= 1;
      lookOn();
    });
    lookOn();
  }

  function look(name: string): void {
    toLook.add(name);
    lookOn();
  }

  async function sweep(): Promise<void> {
    const all = [...watched.values()];
    for (let at = 0; at < all.length; at += sweptAtOnce) {
      const part = all.slice(at, at + sweptAtOnce);
      const standing = await orderVersions(
        database,
        part.map(({ key }) => key),
      );
      for (const { key, ...now } of standing) {
        const name = orderReference(key);
        const behind = [...(watched.get(name)?.watchers ?? [])].some(({ known }) =>
          isNews(known, now),
        );
        if (behind) look(name);
      }
    }
  }

  /** One at a time: behind a ledger that hangs, sweeps would pile up. */
  async function sweepOnce(): Promise<void> {
    if (count.isSweeping) return;
    count.isSweeping = true;
    try {
      await sweep();
    } catch (error) {
      rareLog('warn', 'stream sweep', { err: error }, 'streams were not compared with the ledger');
    } finally {
      count.isSweeping = false;
    }
  }

  const timer = setInterval(() => void sweepOnce(), sweepEveryMs).unref();
  const unsubscribe = deps.changes.subscribe((change) => {
    if (change.kind !== 'order') return;
    const name = orderReference(change.key);
    if (watched.has(name)) look(name);
  });
  deps.stopping.addEventListener('abort', () => {
    clearInterval(timer);
    unsubscribe();
  });

  return {
    size: () => count.watchers,
    watch: (key, from, network, tell) => {
      const name = orderReference(key);
      const one = watched.get(name) ?? { key, watchers: new Set<Watcher>() };
      if (one.watchers.size >= limits.streamsPerOrder) {
        throw rateLimited('Too many pages of this order are open', fullForMs);
      }
      if (count.watchers >= limits.streams) {
        throw rateLimited('Too many pages are open at once', fullForMs);
      }
      const here = byNetwork.get(network) ?? 0;
      if (here >= limits.streamsPerAddress) {
        throw rateLimited('Too many pages are open at this address', fullForMs);
      }
      const watcher: Watcher = { known: from, tell };
      watched.set(name, one);
      one.watchers.add(watcher);
      count.watchers += 1;
      byNetwork.set(network, here + 1);
      return () => {
        if (!one.watchers.delete(watcher)) return;
        count.watchers -= 1;
        leaveNetwork(network);
        if (one.watchers.size === 0 && watched.get(name) === one) watched.delete(name);
      };
    },
  };
}
