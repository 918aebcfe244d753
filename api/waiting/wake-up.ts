/**
 * Remembers a wake-up until it is received, so that nothing that happens between two looks is
 * missed.
 */
export type WakeUp = Readonly<{
  send: () => void;
  /**
   * @returns once a wake-up was sent since the last one received, after `mostMs`, or when `signal`
   * aborts
   */
  received: (mostMs: number, signal: AbortSignal) => Promise<void>;
}>;

export function makeWakeUp(): WakeUp {
  const state: { sent: boolean; wake: (() => void) | null } = { sent: false, wake: null };
  return {
    send: () => {
      state.sent = true;
      state.wake?.();
    },
    received: async (mostMs, signal) => {
      if (!state.sent && !signal.aborted && mostMs > 0) {
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
      state.sent = false;
    },
  };
}
