import { setTimeout as delay } from 'node:timers/promises';
import type { Bought } from './shopper.ts';

/**
 * Shoppers who come by the clock, however those before are served: so many a second on average, at
 * random distances.
 *
 * @returns once the last one has ended
 */
export async function openLoop(
  perSecond: number,
  forMs: number,
  buy: () => Promise<Bought>,
): Promise<readonly Bought[]> {
  const beganMs = performance.now();
  const all: Promise<Bought>[] = [];
  let dueMs = 0;
  while (dueMs < forMs) {
    await delay(Math.max(0, beganMs + dueMs - performance.now()));
    all.push(buy());
    dueMs += (-Math.log(1 - Math.random()) * 1_000) / perSecond;
  }
  return Promise.all(all);
}
