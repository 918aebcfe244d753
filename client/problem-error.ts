import type { Problem } from './contract.ts';
import { PaidOnceError } from './paidonce-error.ts';

/**
 * The codes of the contract that this client was made of. The list is open: a newer installation may
 * answer one that is not in it, so a `switch` needs a `default`.
 */
export type ProblemCode = Problem['code'];

/**
 * PaidOnce refused the call, and says why: what was asked was not done. `message` is for people.
 *
 * @see docs/problems.md
 */
export class ProblemError<Code extends ProblemCode = ProblemCode> extends PaidOnceError {
  override readonly name = 'ProblemError';
  readonly code: Code;
  /** Of HTTP. */
  readonly status: number;
  /** The whole problem as it was answered: RFC 9457. */
  readonly problem: Problem;
  /** The same call may succeed later; the client has repeated it already, as long as it may. */
  readonly retryable: boolean;
  /** When the installation wants to be asked again, in milliseconds; null: it did not say. */
  readonly retryAfterMs: number | null;

  constructor(problem: Problem & Readonly<{ code: Code }>, retryAfterMs: number | null = null) {
    super(`${problem.code}: ${problem.detail}`);
    this.code = problem.code;
    this.status = problem.status;
    this.problem = problem;
    this.retryable = problem.retryable;
    this.retryAfterMs = retryAfterMs;
  }
}

/**
 * Whether an error is a problem, of one of these codes where any are given.
 *
 * @example if (isProblem(error, 'order_already_paid', 'order_closed')) …
 */
export function isProblem<Code extends ProblemCode = ProblemCode>(
  error: unknown,
  ...codes: readonly Code[]
): error is ProblemError<Code> {
  if (!(error instanceof ProblemError)) return false;
  const wanted: readonly string[] = codes;
  return wanted.length === 0 || wanted.includes((error as ProblemError).code);
}
