const shortLifeMs = 2_000;
const deathsInLoop = 5;
const firstDelayMs = 100;
const longestDelayMs = 30_000;

function delayAfter(shortLives: number): number {
  if (shortLives < deathsInLoop) return firstDelayMs;
  return Math.min(longestDelayMs, 1_000 * 2 ** (shortLives - deathsInLoop));
}

/**
 * How long to wait before a dead process is started again: 100 ms, so that it is back within a
 * second. From the fifth short life in a row on (five deaths in ten seconds) it is 1 s, 2 s, 4 s…
 * up to 30 s.
 *
 * @param livesMs how long each of its lives lasted, oldest first; the last one has just ended
 */
export function restartDelayMs(livesMs: readonly number[]): number {
  const lastLong = livesMs.findLastIndex((lifeMs) => lifeMs >= shortLifeMs);
  return delayAfter(livesMs.length - 1 - lastLong);
}
