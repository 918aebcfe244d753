/** How much of what each merchant asked in the last seconds was refused. */
export type RefusedShares = Readonly<{
  count: (merchant: string, what: 'taken' | 'refused') => void;
  /** From 0, nothing of this merchant's was, to 1, everything. */
  refused: (merchant: string) => number;
}>;

const windowMs = 2_000;
/** Of so few nothing can be told. */
const fewest = 5;

type Counts = { taken: number; refused: number };

/**
 * Counts over the window that runs and the one before; with a window, merchants are forgotten of
 * whom nothing came in it.
 *
 * @param now ms, for tests
 */
export function openRefusedShares(now: () => number = Date.now): RefusedShares {
  const nobody = (): Map<string, Counts> => new Map();
  const state = { window: 0, current: nobody(), before: nobody() };

  function turn(): void {
    const window = Math.floor(now() / windowMs);
    if (window === state.window) return;
    state.before = window === state.window + 1 ? state.current : nobody();
    state.current = nobody();
    state.window = window;
  }

  return {
    count: (merchant, what) => {
      turn();
      const counts = state.current.get(merchant) ?? { taken: 0, refused: 0 };
      counts[what] += 1;
      state.current.set(merchant, counts);
    },
    refused: (merchant) => {
      turn();
      const windows = [state.current.get(merchant), state.before.get(merchant)];
      const sum = (what: keyof Counts): number =>
        windows.reduce((all, counts) => all + (counts?.[what] ?? 0), 0);
      const refused = sum('refused');
      const all = refused + sum('taken');
      return all < fewest ? 0 : refused / all;
    },
  };
}
