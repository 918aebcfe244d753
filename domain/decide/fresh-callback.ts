/** A success signed longer ago than this when it arrives is asked about, not believed; ms. */
const freshForMs = 5 * 60_000;

/** How far ahead of ours the channel's clock may run, in ms; servers differ by seconds. */
const clockSkewMs = 60_000;

/**
 * Rule 4: whether a verified callback may be believed without a query. One signed in the future
 * may not: somebody could keep it and deliver it later as if it were fresh.
 *
 * @param signedAtMs the channel's own signed time
 * @param receivedAtMs its arrival, for time spent in our inbox does not count
 */
export function isFreshCallback(signedAtMs: number, receivedAtMs: number): boolean {
  const ageMs = receivedAtMs - signedAtMs;
  return ageMs >= -clockSkewMs && ageMs <= freshForMs;
}
