import { type ProblemCode, problemCodes } from './problem-codes.ts';

/** Points at what is wrong in a body (a JSON pointer), a query or a path. */
export type ProblemPointer = Readonly<{ pointer: string; detail: string }>;

type ProblemExtras = Readonly<{
  errors?: readonly ProblemPointer[];
  headers?: Readonly<Record<string, string>>;
  cause?: unknown;
}>;

/**
 * Thrown wherever a request can't be done as asked. It becomes an
 * `application/problem+json` answer.
 *
 * `detail` is for people: what happened, what it means for the money, what to do.
 */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly code: ProblemCode;
  readonly detail: string;
  readonly errors: readonly ProblemPointer[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ProblemCode, detail: string, extras: ProblemExtras = {}) {
    super(`${code}: ${detail}`, { cause: extras.cause });
    this.code = code;
    this.detail = detail;
    this.errors = extras.errors ?? [];
    this.headers = extras.headers ?? {};
  }

  get status(): number {
    return problemCodes[this.code].status;
  }
}
