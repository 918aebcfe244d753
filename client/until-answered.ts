import { pause } from './pause.ts';
import { isProblem } from './problem-error.ts';
import { nextWaitMs } from './retry-schedule.ts';
import { UnexpectedAnswerError } from './unexpected-answer-error.ts';
import { UnreachableError } from './unreachable-error.ts';

/** Told of each failure that is waited out. */
export type OnTrouble = (error: Error) => void;

const longestExponent = 20;

function isPassing(error: unknown): error is Error {
  if (error instanceof UnreachableError) return true;
  if (error instanceof UnexpectedAnswerError) return error.status >= 500;
  return isProblem(error) && error.retryable;
}

/**
 * Asks until there is an answer, over outages of any length: who follows keeps its place meanwhile.
 *
 * @throws what will not pass by itself, as a revoked key; the signal's reason
 */
export async function untilAnswered<Answer>(
  ask: () => Promise<Answer>,
  signal: AbortSignal | undefined,
  onTrouble: OnTrouble | undefined,
): Promise<Answer> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask();
    } catch (error) {
      if (!isPassing(error) || signal?.aborted === true) throw error;
      onTrouble?.(error);
      const after = isProblem(error) ? error.retryAfterMs : null;
      await pause(nextWaitMs(Math.min(tries, longestExponent), after, Math.random()), signal);
    }
  }
}

/** An answer without news that came sooner was not held: the installation has no place to hold it. */
const heldAtLeastMs = 500;

/** Keeps a loop from asking without a pause where answers are not held. */
export async function unlessHeld(beganMs: number, signal: AbortSignal | undefined): Promise<void> {
  if (performance.now() - beganMs < heldAtLeastMs) await pause(heldAtLeastMs, signal);
}
