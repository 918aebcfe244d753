import type { RunningPaidOnce } from '../../kit/paidonce.ts';
import { type Component, components, type ProcessFault } from './process-faults.ts';

const everyMs = 100;

/** How often each process was started again though nothing here had killed it. */
export type UnaskedStarts = Readonly<Record<Component, number>>;

export type LivesCount = Readonly<{
  stop: () => void;
  /** @param hit all faults that hit the processes */
  unasked: (hit: readonly ProcessFault[]) => UnaskedStarts;
}>;

/**
 * Counts the lives of each process. A process that starts before a server that it needs is back
 * ends and is started again. So this is a figure and no violation; a high one would be worth a
 * look.
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
