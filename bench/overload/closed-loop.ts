import type { Bought } from './shopper.ts';

/**
 * So many shoppers at a time: each begins when one before has done. It finds what can be done, for
 * it offers no more than that.
 */
export async function closedLoop(
  atOnce: number,
  forMs: number,
  buy: () => Promise<Bought>,
): Promise<readonly Bought[]> {
  const untilMs = performance.now() + forMs;
  const bought: Bought[] = [];
  async function shoppers(): Promise<void> {
    while (performance.now() < untilMs) bought.push(await buy());
  }
  await Promise.all(Array.from({ length: atOnce }, shoppers));
  return bought;
}
