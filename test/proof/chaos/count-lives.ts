import type { RunningPaidOnce } from '../../kit/paidonce.ts';
import { type Component, components, type ProcessFault } from './process-faults.ts';

const everyMs = 100;

/** Times a process was started again though nothing here had killed it. */
export type UnaskedStarts = Readonly<Record<Component, number>>;

export type LivesCount = Readonly<{
  stop: () => void;
  /** @param hit all that was done to the processes */
  unasked: (hit: readonly ProcessFault[]) => UnaskedStarts;
}>;

/**
 * Counts the lives of each process. One that starts while what it needs is still away ends and is
 * started again, so this is a figure and no violation; many would be worth a look.
 */
export function countLives(paidonce: RunningPaidOnce): LivesCount {
  const seen = new Map(components.map((component) => [component, new Set<number>()]));
  const look = (): void => {
    for (const [component, pids] of seen) {
      try {
        pids.add(paidonce.pid(component));
      } catch {
        // The file of pids is just being written.
      }
    }
  };
  look();
  const timer = setInterval(look, everyMs);
  return Object.freeze({
    stop: () => clearInterval(timer),
    unasked: (hit: readonly ProcessFault[]) =>
      Object.fromEntries(
        components.map((component) => {
          const asked = hit.filter(
            (one) => one.component === component && (one.kind === 'kill' || one.kind === 'kill_at'),
          ).length;
          const lives = seen.get(component)?.size ?? 0;
          return [component, Math.max(0, lives - 1 - asked)];
        }),
      ) as Record<Component, number>,
  });
}
