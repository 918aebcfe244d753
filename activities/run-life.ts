/** How long the engine lets one execution of an activity live, in ms. */
export type RunLimits = Readonly<{
  startToCloseMs: number;
  /** The longest silence between two heartbeats; null where none are required. */
  longestGapMs: number | null;
}>;

/** Tells by our own clock, without word from the engine, whether an execution is over. */
export type RunLife = Readonly<{
  beat: (nowMs: number) => void;
  /** Whether the engine may have given it up, or would before a call sent now is answered. */
  isOver: (nowMs: number) => boolean;
}>;

/**
 * The life of an execution that starts and beats now. A process that stood still beats again as
 * soon as it goes on, so one gap that was too long ends the life for good.
 *
 * @param startedMs of a clock that never jumps; all later times are of the same clock
 */
export function runLife({ startToCloseMs, longestGapMs }: RunLimits, startedMs: number): RunLife {
  const gapMs = longestGapMs ?? Infinity;
  let lastBeatMs = startedMs;
  let isMissed = false;
  const isSilent = (nowMs: number): boolean => nowMs - lastBeatMs > gapMs;
  return {
    beat: (nowMs) => {
      isMissed ||= isSilent(nowMs);
      lastBeatMs = nowMs;
    },
    // The other half of the time is left for the call itself.
    isOver: (nowMs) => isMissed || isSilent(nowMs) || nowMs - startedMs > startToCloseMs / 2,
  };
}
