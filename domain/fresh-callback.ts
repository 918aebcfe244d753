/** A success signed longer before its arrival is asked about, not believed; ms. */
const freshForMs = 5 * 60_000;

/**
 * Rule 4: whether a verified callback may be taken at its word.
 *
 * @param signedAtMs the channel's own signed time
 * @param receivedAtMs its arrival: waiting in our inbox never ages it
 */
export function isFreshCallback(signedAtMs: number, receivedAtMs: number): boolean {
  return receivedAtMs - signedAtMs <= freshForMs;
}
