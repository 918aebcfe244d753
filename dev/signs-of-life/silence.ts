/** How long a process has given no sign of life, and whether it ever gave one. */
export type Silence = Readonly<{ silentMs: number; wasHeard: boolean }>;

/** Of a process that was spawned a moment ago. */
export const notHeardYet: Silence = Object.freeze({ silentMs: 0, wasHeard: false });

/**
 * The silence after one more look. A look counts for at most `mostMs`, so that neither a machine
 * that was suspended nor a supervisor that got no time itself makes a process look dead.
 *
 * @param sinceLastMs since the look before, on any clock
 * @param mostMs what a look may count for, ms
 */
export function afterLook(
  before: Silence,
  look: Readonly<{ gaveSign: boolean; sinceLastMs: number }>,
  mostMs: number,
): Silence {
  if (look.gaveSign) return { silentMs: 0, wasHeard: true };
  const countedMs = Math.min(Math.max(0, look.sinceLastMs), mostMs);
  return { ...before, silentMs: before.silentMs + countedMs };
}
