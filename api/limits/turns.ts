import type { Turns } from '../../ledger/database/by-turns.ts';
import { openFairLine } from './fair-line.ts';

/** Places for so many at a time, of which one caller has only so many. */
export type Places = Readonly<{ all: number; ofOne: number }>;

/** Who takes turns: the merchant of a key, however many it has, or the key of an operator. */
export type TurnTaker = Readonly<{ merchant: string | null; keyId: string }>;

/** Whose turn it is that this caller takes. */
export function turnOf({ merchant, keyId }: TurnTaker): string {
  return merchant ?? `*${keyId}`;
}

/** The turns of all callers. */
export type AllTurns = Readonly<{
  of: (whose: string) => Turns;
  /** How many callers are known: those who have a place. */
  callers: () => number;
}>;

/**
 * Hands out places by turns: a place that is given back is for whoever waits longest among callers,
 * not for who has most waiting. Who has nothing under way is forgotten.
 */
export function openTurns({ all, ofOne }: Places): AllTurns {
  const line = openFairLine<() => void>();
  const held = new Map<string, number>();
  const taken = { places: 0 };

  function isFree(whose: string): boolean {
    return taken.places < all && (held.get(whose) ?? 0) < ofOne;
  }

  function serve(): void {
    while (taken.places < all) {
      const next = line.next(isFree);
      if (next === null) return;
      next();
    }
  }

  function give(whose: string): () => void {
    taken.places += 1;
    held.set(whose, (held.get(whose) ?? 0) + 1);
    const mine = { isBack: false };
    return () => {
      if (mine.isBack) return;
      mine.isBack = true;
      taken.places -= 1;
      const left = (held.get(whose) ?? 1) - 1;
      if (left === 0) held.delete(whose);
      else held.set(whose, left);
      serve();
    };
  }

  function waitFor(whose: string, mostMs: number): Promise<(() => void) | null> {
    return new Promise((resolve) => {
      const isGiven = (): void => {
        clearTimeout(patience);
        resolve(give(whose));
      };
      const patience = setTimeout(() => {
        line.leave(whose, isGiven);
        resolve(null);
      }, mostMs);
      line.join(whose, isGiven);
    });
  }

  return {
    of: (whose) => ({
      take: async (mostMs) => (isFree(whose) ? give(whose) : await waitFor(whose, mostMs)),
      waiting: () => line.waiting(whose),
    }),
    callers: () => held.size,
  };
}
