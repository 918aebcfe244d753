/** Between what and on what a limit moves. */
export type LimitSettings = Readonly<{
  /** Never lower: without any call nobody would learn that the engine is well again. */
  floor: number;
  /** Never higher. */
  ceiling: number;
  /** A call that is taken later than this was too much; ms. */
  targetMs: number;
}>;

/** How many calls may be under way at a time, as the calls before went. */
export type AdaptiveLimit = Readonly<{
  /** Whole, from floor to ceiling. */
  now: () => number;
  /** A call was taken in time. @param wasFull whether as many as allowed were under way with it */
  inTime: (wasFull: boolean) => void;
  /** A call was not taken in time, or not at all. @param begunAtMs when it was made */
  late: (begunAtMs: number, nowMs: number) => void;
}>;

const usualStart = 10;
/** What is left of the limit after a late call. */
const backOff = 0.7;

/**
 * AIMD, additive increase and multiplicative decrease, as TCP's congestion avoidance (RFC 5681) has
 * it: a limit's worth of calls in time raises it by one, and a late call lowers it to 0.7 of what it
 * was. Late calls that were made before the last lowering don't lower it again: they were sent
 * under the limit that was too high. It rises only while it is in use, or it would grow without any
 * proof. API processes that share an engine come to equal shares of it, as connections of TCP do
 * on one line.
 */
export function createAdaptiveLimit({ floor, ceiling }: LimitSettings): AdaptiveLimit {
  const state = { limit: Math.min(Math.max(usualStart, floor), ceiling), loweredAtMs: -Infinity };
  return {
    now: () => Math.floor(state.limit),
    inTime: (wasFull) => {
      if (wasFull) state.limit = Math.min(ceiling, state.limit + 1 / state.limit);
    },
    late: (begunAtMs, nowMs) => {
      if (begunAtMs < state.loweredAtMs) return;
      state.limit = Math.max(floor, state.limit * backOff);
      state.loweredAtMs = nowMs;
    },
  };
}
