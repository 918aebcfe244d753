import { setTimeout as delay } from 'node:timers/promises';

export type Patience = Readonly<{
  /** From now, ms; the try under way then is the last. */
  boundMs: number;
  /** Between two tries, ms. */
  everyMs: number;
  /** Told of the first failure only. */
  onWaiting: (error: unknown) => void;
}>;

/**
 * Tries until it succeeds: for what is started at the same time as we are.
 *
 * @throws what the last try threw, once the bound has passed
 */
export async function untilAnswering<T>(work: () => Promise<T>, patience: Patience): Promise<T> {
  const endMs = performance.now() + patience.boundMs;
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (performance.now() >= endMs) throw error;
      if (tries === 1) patience.onWaiting(error);
    }
    await delay(patience.everyMs);
  }
}
