import { ProblemError } from './problem-error.ts';

const soonestS = 1;
const latestS = 4;

/**
 * More is asked than can be done: refused before anything was begun. When to come again is drawn
 * each time, so that those refused together do not come back together.
 */
export function overloaded(cause?: unknown): ProblemError {
  const seconds = soonestS + Math.floor(Math.random() * (latestS - soonestS + 1));
  return new ProblemError(
    'overloaded',
    `More is asked of this installation than it can do now, so the request was not begun; nothing was done. Repeat it with the same Idempotency-Key in ${seconds} s.`,
    { headers: { 'retry-after': String(seconds) }, cause },
  );
}
