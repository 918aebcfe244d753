import { setTimeout } from 'node:timers/promises';

/** Runs work of the same name one after another, within this process. */
export type ClickQueue = <T>(name: string, work: () => Promise<T>) => Promise<T>;

/**
 * Eases a burst: of fifty clicks on one order at once, the first asks the engine and the others
 * find its answer in the rows. It is no guard: a click that waited too long goes on out of turn,
 * and the order decides.
 *
 * @param patienceMs the longest wait for a turn
 */
export function createClickQueue(patienceMs: number): ClickQueue {
  const last = new Map<string, Promise<unknown>>();

  async function waitFor(before: Promise<unknown>): Promise<void> {
    const tooLong = new AbortController();
    const patience = setTimeout(patienceMs, undefined, { signal: tooLong.signal, ref: false });
    await Promise.race([before, patience.catch(() => undefined)]);
    tooLong.abort();
  }

  return async (name, work) => {
    const before = last.get(name);
    const mine = (before === undefined ? Promise.resolve() : waitFor(before)).then(work);
    const ended = mine.catch(() => undefined);
    last.set(name, ended);
    try {
      return await mine;
    } finally {
      if (last.get(name) === ended) last.delete(name);
    }
  };
}
