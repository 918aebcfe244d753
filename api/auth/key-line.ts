import { openFairLine } from '../limits/fair-line.ts';
import { rateLimited } from '../limits/rate-limited.ts';
import { overloaded } from '../problems/overloaded.ts';
import type { ProblemError } from '../problems/problem-error.ts';

/** Whose key it is that is not known. */
export type KeyFrom = Readonly<{
  /** Where the call comes from. */
  name: string;
  /** More wrong keys come from there than are allowed. */
  isOverLimit: boolean;
}>;

/**
 * Has something asked for a caller when it is its turn.
 *
 * @throws ProblemError `rate_limited` where too many wait, `overloaded` where the turn did not come
 */
export type KeyLine = <T>(from: KeyFrom, ask: () => Promise<T>) => Promise<T>;

export type LineBounds = Readonly<{
  /** The most that wait. */
  most: number;
  /** The most of them from one address. */
  mostOfOne: number;
  /** The same where the address is over its limit for wrong keys. */
  mostOverLimit: number;
  /** The longest that one waits for its turn, ms. */
  patienceMs: number;
}>;

const usual: LineBounds = Object.freeze({
  most: 100,
  mostOfOne: 50,
  mostOverLimit: 5,
  patienceMs: 3_000,
});

type Waiter = Readonly<{ begin: () => void; refuse: (problem: ProblemError) => void }>;

function tooManyWait(): ProblemError {
  return rateLimited('Too many keys that are not known here wait to be looked up', 1_000);
}

/**
 * A line in which the ledger is asked for keys that this process does not know: for one after the
 * other, by turns of the addresses they come from. So whoever floods it with wrong keys takes one
 * connection and waits for himself, and who decides about money needs no place among the calls of
 * his address. Where all places are taken, the newest of whoever has most gives way.
 */
export function openKeyLine(bounds: LineBounds = usual): KeyLine {
  const line = openFairLine<Waiter>();
  const state = { isAsking: false };

  function serve(): void {
    if (state.isAsking) return;
    const next = line.next(() => true);
    if (next === null) return;
    state.isAsking = true;
    next.begin();
  }

  function makeRoomFor({ name, isOverLimit }: KeyFrom): void {
    const mostOfOne = isOverLimit ? bounds.mostOverLimit : bounds.mostOfOne;
    if (line.waiting(name) >= mostOfOne) throw tooManyWait();
    if (line.waiting() < bounds.most) return;
    const pushedOut = line.giveWay(name);
    if (pushedOut === null) throw tooManyWait();
    pushedOut.refuse(tooManyWait());
  }

  function turnOf(name: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const refuse = (problem: ProblemError): void => {
        clearTimeout(patience);
        reject(problem);
      };
      const begin = (): void => {
        clearTimeout(patience);
        resolve();
      };
      const waiter = { begin, refuse };
      const patience = setTimeout(() => {
        line.leave(name, waiter);
        refuse(overloaded());
      }, bounds.patienceMs);
      line.join(name, waiter);
      serve();
    });
  }

  return async (from, ask) => {
    makeRoomFor(from);
    await turnOf(from.name);
    try {
      return await ask();
    } finally {
      state.isAsking = false;
      serve();
    }
  };
}
