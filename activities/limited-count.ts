/** Counts what anybody can cause and reports it so seldom that no log fills up. */
export type LimitedCount = Readonly<{
  /**
   * @param nowMs of a clock that never jumps
   * @returns how many there were since the last report, or null while it is too early for one
   */
  add: (count: number, nowMs: number) => number | null;
}>;

/** @param everyMs the least time between two reports */
export function limitedCount(everyMs: number): LimitedCount {
  let toldMs = -Infinity;
  let untold = 0;
  return {
    add: (count, nowMs) => {
      untold += count;
      if (untold === 0 || nowMs - toldMs < everyMs) return null;
      const told = untold;
      toldMs = nowMs;
      untold = 0;
      return told;
    },
  };
}
