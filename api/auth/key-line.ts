import type { Caller } from '../limits/caller.ts';
import { rateLimited } from '../limits/rate-limited.ts';
import { overloaded } from '../problems/overloaded.ts';

/**
 * Has something asked for a caller when it is its turn.
 *
 * @throws ProblemError `rate_limited` where too many wait, `overloaded` where the turn did not come
 */
export type KeyLine = <T>(from: Caller, ask: () => Promise<T>) => Promise<T>;

export type LineBounds = Readonly<{
  /** The most that wait or are asked for. */
  most: number;
  /** The most of them for one caller, so that one who floods leaves places to others. */
  mostOfOne: number;
  /** The longest that one waits for its turn, ms. */
  patienceMs: number;
}>;

const usual: LineBounds = Object.freeze({ most: 100, mostOfOne: 50, patienceMs: 3_000 });

/** @returns whether `work` ended in this time; how it ended is not told */
async function endsWithin(work: Promise<unknown>, mostMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), mostMs);
  });
  const ended = work.then(
    () => true,
    () => true,
  );
  const isInTime = await Promise.race([ended, tooLong]);
  clearTimeout(timer);
  return isInTime;
}

/**
 * A line in which the ledger is asked for keys that this process does not know: for one after the
 * other. So whoever floods it with wrong keys takes one connection, and who decides about money
 * needs no place among the calls of his address.
 */
export function openKeyLine({ most, mostOfOne, patienceMs }: LineBounds = usual): KeyLine {
  const places = new Map<string, number>();
  let taken = 0;
  let last: Promise<unknown> = Promise.resolve();

  function takePlace(name: string): () => void {
    const own = places.get(name) ?? 0;
    if (taken >= most || own >= mostOfOne) {
      throw rateLimited('Too many keys that are not known here wait to be looked up', 1_000);
    }
    taken += 1;
    places.set(name, own + 1);
    return () => {
      taken -= 1;
      const left = (places.get(name) ?? 1) - 1;
      if (left === 0) places.delete(name);
      else places.set(name, left);
    };
  }

  return async ({ name }, ask) => {
    const leave = takePlace(name);
    const before = last;
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    // Who gives up lets nobody pass that is before him.
    last = before.then(() => ended);
    try {
      if (!(await endsWithin(before, patienceMs))) throw overloaded();
      return await ask();
    } finally {
      leave();
      end();
    }
  };
}
