/** How far the clock of whoever answered is ahead of ours. */
export type ClockReading = Readonly<{
  /** Negative: behind; ms. */
  skewMs: number;
  /** By how much it may be wrong, either way: half the way there and back, and the header's second. */
  uncertaintyMs: number;
}>;

/** `Date` tells whole seconds, cut off; ms. */
const halfSecondMs = 500;

/**
 * Reads the header `Date` of an answer. Nobody signs it, so it may raise an alert and decides
 * nothing.
 *
 * @param date the header; null: there is none
 * @param receivedAtMs when the answer's headers came, by our clock, ms since 1970
 * @param tookMs from the call until then
 * @returns null for a header that is missing or is no time
 */
export function readClock(
  date: string | null,
  receivedAtMs: number,
  tookMs: number,
): ClockReading | null {
  const toldMs = date === null ? Number.NaN : Date.parse(date);
  if (Number.isNaN(toldMs)) return null;
  const meantAtMs = receivedAtMs - tookMs / 2;
  return {
    skewMs: Math.round(toldMs + halfSecondMs - meantAtMs),
    uncertaintyMs: Math.round(halfSecondMs + tookMs / 2),
  };
}
