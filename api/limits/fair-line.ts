/** Those who wait, by whose they are: whose the first was is last next time, so all take turns. */
export type FairLine<Waiter> = Readonly<{
  join: (whose: string, waiter: Waiter) => void;
  /** Takes a waiter out, wherever it stands. */
  leave: (whose: string, waiter: Waiter) => void;
  /**
   * Takes out whose turn it is: of each, the one that came first.
   *
   * @param mayHave who is passed over, with all of his
   * @param isReady which of his is passed over
   */
  next: (
    mayHave: (whose: string) => boolean,
    isReady?: (waiter: Waiter) => boolean,
  ) => Waiter | null;
  /**
   * Makes room for one more: takes out the newest of whoever has most waiting. Null if that would be
   * no fairer, because the newcomer's own would then be as many.
   */
  giveWay: (whose: string) => Waiter | null;
  /** How many wait, in all or of one. */
  waiting: (whose?: string) => number;
}>;

/** A line that remembers nobody who has nothing waiting. */
export function openFairLine<Waiter>(): FairLine<Waiter> {
  /** Whose turn it is stands first. */
  const lines = new Map<string, Set<Waiter>>();

  function leave(whose: string, waiter: Waiter): void {
    const own = lines.get(whose);
    own?.delete(waiter);
    if (own?.size === 0) lines.delete(whose);
  }

  function sendToTheBack(whose: string): void {
    const own = lines.get(whose);
    if (own === undefined) return;
    lines.delete(whose);
    lines.set(whose, own);
  }

  return {
    join: (whose, waiter) => {
      const own = lines.get(whose) ?? new Set<Waiter>();
      lines.set(whose, own.add(waiter));
    },
    leave,
    next: (mayHave, isReady = () => true) => {
      for (const [whose, own] of lines) {
        if (!mayHave(whose)) continue;
        const first = [...own].find(isReady);
        if (first === undefined) continue;
        leave(whose, first);
        sendToTheBack(whose);
        return first;
      }
      return null;
    },
    giveWay: (whose) => {
      const most = [...lines].reduce<readonly [string, ReadonlySet<Waiter>] | null>(
        (found, line) => (line[1].size > (found?.[1].size ?? 0) ? line : found),
        null,
      );
      const own = lines.get(whose)?.size ?? 0;
      if (most === null || own + 1 >= most[1].size) return null;
      const [name, theirs] = most;
      const newest = [...theirs].at(-1);
      if (newest === undefined) return null;
      leave(name, newest);
      return newest;
    },
    waiting: (whose) => {
      if (whose !== undefined) return lines.get(whose)?.size ?? 0;
      return [...lines.values()].reduce((sum, { size }) => sum + size, 0);
    },
  };
}
