/** How long a run of an activity counts for the engine, ms. */
export type RunLimits = Readonly<{
  startToCloseMs: number;
  /** The longest silence between two beats; null where none is asked for. */
  longestGapMs: number | null;
}>;

/** What a run knows of its own end by its own clock, without waiting for word from the engine. */
export type RunLife = Readonly<{
  beat: (nowMs: number) => void;
  /** Whether the engine may have given the run up, or would before a call sent now is answered. */
  isOver: (nowMs: number) => boolean;
}>;

/**
 * The life of a run that starts and beats now. A process that stood still beats again as soon
 * as it goes on, so a gap once missed stays missed.
 *
 * @param startedMs of a clock that never jumps; all later times are of the same one
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
