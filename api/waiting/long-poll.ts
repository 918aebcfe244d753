import type { Change } from '../../ledger/database/change-notifications.ts';
import { makeWakeUp } from './wake-up.ts';
import type { CommittedChanges } from './committed-changes.ts';

/** How long a waiter waits for a notification that was lost, before it looks again, ms. */
const recheckMs = 5_000;

/** At the same moments for all who wait, so that they look together. */
function untilRecheckMs(): number {
  return recheckMs - (Date.now() % recheckMs);
}

/**
 * Looks until there is something new, the time is over or the process stops,
 * and then returns what it saw last.
 *
 * @param wait.about whether a change concerns this waiter
 * @param wait.forMs 0 looks once
 * @param wait.share looks together with others who wait; the first look is one's own
 * @param wait.hold takes a place among those that wait; its refusal is thrown
 * @param wait.checkKey asked after each wake-up: what it throws is thrown, and nothing told
 */
export async function lookUntil<T>(
  look: () => Promise<T>,
  isNew: (seen: T) => boolean,
  wait: Readonly<{
    changes: CommittedChanges;
    about: (change: Change) => boolean;
    forMs: number;
    hold: (untilMs: number) => () => void;
    share: (look: () => Promise<T>) => Promise<T>;
    checkKey: () => Promise<void>;
    signal: AbortSignal;
  }>,
): Promise<T> {
  const untilMs = Date.now() + wait.forMs;
  const wakeUp = makeWakeUp();
  const unsubscribe = wait.changes.subscribe((change) => {
    if (wait.about(change)) wakeUp.send();
  });
  let release: (() => void) | undefined;
  try {
    for (let seen = await look(); ; seen = await wait.share(look)) {
      const leftMs = untilMs - Date.now();
      if (isNew(seen) || leftMs <= 0 || wait.signal.aborted) return seen;
      release ??= wait.hold(untilMs);
      await wakeUp.received(Math.min(leftMs, untilRecheckMs()), wait.signal);
      await wait.checkKey();
    }
  } finally {
    release?.();
    unsubscribe();
  }
}
