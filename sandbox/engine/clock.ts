/** The sandbox's sense of time: the wall clock, and its own waits made shorter or longer. */
export type Clock = Readonly<{
  /** Milliseconds since 1970, never scaled: expiries and age limits are read against it. */
  nowMs: () => number;
  /** The channel's clock in milliseconds, which signatures and the header `Date` carry, whatever a test does to `nowMs`. */
  wireMs: () => number;
  /** A wait of the sandbox itself (retry gap, refund delay), in milliseconds, scaled. */
  scaledMs: (ms: number) => number;
  /** Puts `wireMs` this far ahead of the wall clock: the channel's clock, or ours, is wrong; ms. */
  putAhead: (ms: number) => void;
}>;

/**
 * @param timeScale factor on every wait of the sandbox; 1 is real time, 0.01 a hundred times
 *   faster
 * @param nowMs where the time comes from; tests of long limits put their own here
 */
export function createClock(timeScale: number, nowMs: () => number = Date.now): Clock {
  let aheadMs = 0;
  return Object.freeze({
    nowMs,
    putAhead: (ms: number) => {
      aheadMs = ms;
    },
    wireMs: () => Date.now() + aheadMs,
    scaledMs: (ms: number) => Math.round(ms * timeScale),
  });
}
