import { ProblemError } from '../problems/problem-error.ts';

/**
 * The refusal of a call that comes too often. Nothing may have been done for it.
 *
 * @param why what there is too much of, as a sentence without its end
 * @param inMs when it may be repeated; told in whole seconds, one at least
 */
export function rateLimited(why: string, inMs: number): ProblemError {
  const seconds = Math.max(1, Math.ceil(inMs / 1_000));
  return new ProblemError(
    'rate_limited',
    `${why}, so this call was not acted on; nothing was done. Repeat it in ${seconds} s, with the same Idempotency-Key if it has one.`,
    { headers: { 'retry-after': String(seconds) } },
  );
}
