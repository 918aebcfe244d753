import { setImmediate } from 'node:timers/promises';

/**
 * Looks for all who ask the same question at once, and answers each with what was seen.
 *
 * @param question names what `look` sees
 * @returns what was seen by a look that began after the asking
 * @throws what the look threw, to all who share it
 */
export type SharedLooks<T> = (question: string, look: () => Promise<T>) => Promise<T>;

/** Places of those who do something at a time; the others stand in line. */
export type Line = Readonly<{ take: () => Promise<void>; give: () => void }>;

/** @param places how many do it at a time */
export function openLine(places: number): Line {
  const state = { free: places };
  const waiting: (() => void)[] = [];
  return {
    take: async () => {
      if (state.free > 0) state.free -= 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
    },
    // Handed on, not put back: who comes just now must not overtake.
    give: () => {
      const next = waiting.shift();
      if (next === undefined) state.free += 1;
      else next();
    },
  };
}

/**
 * Lets held answers look together: a change wakes all who wait for a merchant's news, and they must
 * not stand in the way of whoever reads something new.
 *
 * @param line in which looks stand, of whatever question
 */
export function shareLooks<T>(line: Line): SharedLooks<T> {
  const toCome = new Map<string, Promise<T>>();

  async function inTurn(question: string, look: () => Promise<T>): Promise<T> {
    // One change wakes all who wait; all of them have asked before this goes on.
    await setImmediate();
    await line.take();
    try {
      // Whoever asks from here on may know of a change that this look does not see.
      toCome.delete(question);
      return await look();
    } finally {
      line.give();
    }
  }

  return (question, look) => {
    const known = toCome.get(question);
    if (known !== undefined) return known;
    const seen = inTurn(question, look);
    toCome.set(question, seen);
    return seen;
  };
}
