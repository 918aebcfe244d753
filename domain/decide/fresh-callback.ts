/** A success signed longer before its arrival is asked about, not believed; ms. */
const freshForMs = 5 * 60_000;

/** How far the channel's clock may run before ours: servers keep within seconds; ms. */
const clockSkewMs = 60_000;

/**
 * Rule 4: whether a verified callback may be taken at its word. One signed in the future is
 * not: it would be fresh again whenever somebody chose to deliver it.
 *
 * @param signedAtMs the channel's own signed time
 * @param receivedAtMs its arrival: waiting in our inbox never ages it
 */
export function isFreshCallback(signedAtMs: number, receivedAtMs: number): boolean {
  const ageMs = receivedAtMs - signedAtMs;
  return ageMs >= -clockSkewMs && ageMs <= freshForMs;
}
