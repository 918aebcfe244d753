/** Rings once for all that happened since it was last heard, so that nothing between two looks is missed. */
export type Bell = Readonly<{
  ring: () => void;
  /**
   * @returns when rung, now or before; after `mostMs`; or when `signal` aborts
   */
  heard: (mostMs: number, signal: AbortSignal) => Promise<void>;
}>;

export function makeBell(): Bell {
  const state: { rung: boolean; wake: (() => void) | null } = { rung: false, wake: null };
  return {
    ring: () => {
      state.rung = true;
      state.wake?.();
    },
    heard: async (mostMs, signal) => {
      if (!state.rung && !signal.aborted && mostMs > 0) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(done, mostMs);
          function done(): void {
            clearTimeout(timer);
            signal.removeEventListener('abort', done);
            state.wake = null;
            resolve();
          }
          signal.addEventListener('abort', done);
          state.wake = done;
        });
      }
      state.rung = false;
    },
  };
}
