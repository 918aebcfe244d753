import type { Change } from '../../ledger/database/change-notifications.ts';
import { makeWakeUp } from './wake-up.ts';
import type { CommittedChanges } from './committed-changes.ts';
import { inTime } from './in-time.ts';

/** How long a waiter waits for a notification that was lost, before it looks again, ms. */
const recheckMs = 5_000;

/** At the same moments for all who wait, so that they look together. */
function untilRecheckMs(): number {
  return recheckMs - (Date.now() % recheckMs);
}

/**
 * Looks until there is something new, the time is over or the process stops,
 * and then returns what it saw last: no look that hangs keeps the answer longer.
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
  const leftMs = (): number => (wait.signal.aborted ? 0 : untilMs - Date.now());
  const lookAgain = async (): Promise<T> => {
    await wait.checkKey();
    return wait.share(look);
  };
  let release: (() => void) | undefined;
  try {
    for (let seen: T = await look(); ;) {
      if (isNew(seen) || leftMs() <= 0) return seen;
      release ??= wait.hold(untilMs);
      await wakeUp.received(Math.min(leftMs(), untilRecheckMs()), wait.signal);
      if (leftMs() <= 0) return seen;
      const next = await inTime(lookAgain(), leftMs(), wait.signal);
      if (next === null) return seen;
      seen = next.value;
    }
  } finally {
    release?.();
    unsubscribe();
  }
}
