import { setTimeout as delay } from 'node:timers/promises';

export type Patience = Readonly<{
  /** How long to try, ms; the try that is under way at the end is the last. */
  boundMs: number;
  /** The wait between two tries, ms. */
  everyMs: number;
  /** Called with the first failure only. */
  onWaiting: (error: unknown) => void;
}>;

/**
 * Tries until it succeeds, for a server that is started at the same time as this process.
 *
 * @throws what the last try threw, once `boundMs` have passed
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
