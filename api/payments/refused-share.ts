/** How much of what came in the last seconds was refused. */
export type Share = Readonly<{
  count: (what: 'taken' | 'refused') => void;
  /** From 0, nothing was, to 1, everything. */
  refused: () => number;
}>;

const windowMs = 2_000;
/** Of so few nothing can be told. */
const fewest = 5;

type Counts = { taken: number; refused: number };

/** Counts over the window that runs and the one before. @param now ms, for tests */
export function openShare(now: () => number = Date.now): Share {
  const none = (): Counts => ({ taken: 0, refused: 0 });
  const state = { window: 0, current: none(), before: none() };

  function turn(): void {
    const window = Math.floor(now() / windowMs);
    if (window === state.window) return;
    state.before = window === state.window + 1 ? state.current : none();
    state.current = none();
    state.window = window;
  }

  return {
    count: (what) => {
      turn();
      state.current[what] += 1;
    },
    refused: () => {
      turn();
      const refused = state.current.refused + state.before.refused;
      const all = refused + state.current.taken + state.before.taken;
      return all < fewest ? 0 : refused / all;
    },
  };
}
