/** Random numbers that the same seed repeats. */
export type Random = Readonly<{
  /** From 0 up to, but not including, 1. */
  next: () => number;
  /** A whole number, both ends included. */
  whole: (from: number, to: number) => number;
  chance: (share: number) => boolean;
  /** @throws Error if there is nothing to pick from */
  pick: <T>(all: readonly T[]) => T;
  shuffled: <T>(all: readonly T[]) => T[];
}>;

/** @param seed a whole number; mulberry32, whose state is those 32 bits */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
  const whole = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1));
  function pick<T>(all: readonly T[]): T {
    const one = all[whole(0, all.length - 1)];
    if (one === undefined) throw new Error('There is nothing to pick from.');
    return one;
  }
  function shuffled<T>(all: readonly T[]): T[] {
    return all
      .map((one) => ({ one, at: next() }))
      .sort((a, b) => a.at - b.at)
      .map(({ one }) => one);
  }
  return Object.freeze({ next, whole, chance: (share) => next() < share, pick, shuffled });
}
