/** How often, and for how long, a call is tried. */
export type Patience = Readonly<{
  /** All tries together, the first among them; whole number, 1 or more. */
  tries: number;
  /** No try begins later than this after the first, milliseconds. */
  forMs: number;
}>;

const firstWaitMs = 250;
const longestWaitMs = 8_000;
/** Of what the installation asks for, so that those refused together do not come back together. */
const spread = 0.25;

/**
 * How long to wait before the next try.
 *
 * @param triesMade 1 or more
 * @param retryAfterMs what the answer asked for; null: nothing
 * @param chance 0 to 1, drawn anew each time
 * @returns milliseconds: never sooner than asked for, else at random up to a bound that doubles
 */
export function nextWaitMs(triesMade: number, retryAfterMs: number | null, chance: number): number {
  const bound = Math.min(longestWaitMs, firstWaitMs * 2 ** (triesMade - 1));
  if (retryAfterMs === null) return bound * (0.5 + chance / 2);
  return Math.max(retryAfterMs * (1 + chance * spread), bound * (0.5 + chance / 2));
}

/**
 * @param value the header `Retry-After`: seconds, or a date
 * @returns milliseconds from now, 0 or more; null: absent or unreadable
 */
export function retryAfterMs(value: string | null, nowMs: number): number | null {
  if (value === null) return null;
  if (/^[0-9]{1,9}$/.test(value.trim())) return Number(value.trim()) * 1_000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs);
}
