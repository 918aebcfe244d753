/** The sandbox's sense of time: the wall clock, and its own waits made shorter or longer. */
export type Clock = Readonly<{
  /** Milliseconds since 1970, never scaled: expiries and age limits are read against it. */
  nowMs: () => number;
  /** The wall clock in milliseconds, which signatures carry, whatever a test does to `nowMs`. */
  wireMs: () => number;
  /** A wait of the sandbox itself (retry gap, refund delay), in milliseconds, scaled. */
  scaledMs: (ms: number) => number;
}>;

/**
 * @param timeScale factor on every wait of the sandbox; 1 is real time, 0.01 a hundred times
 *   faster
 * @param nowMs where the time comes from; tests of long limits put their own here
 */
export function createClock(timeScale: number, nowMs: () => number = Date.now): Clock {
  return Object.freeze({
    nowMs,
    wireMs: Date.now,
    scaledMs: (ms: number) => Math.round(ms * timeScale),
  });
}
