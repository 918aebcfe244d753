import type { z } from 'zod';
import { problemCodes } from './problem-codes.ts';
import type { ProblemError } from './problem-error.ts';
import type { itemProblemObject, problemObject } from './problem-object.ts';

/** The body of an error answer. */
export type ProblemDocument = Readonly<z.output<typeof problemObject>>;

/**
 * What every problem tells, and all that one of many things in a request tells.
 *
 * @param publicUrl where the pages of the codes are found, without a slash at its end
 */
export function itemProblem(
  { code, detail }: Pick<ProblemError, 'code' | 'detail'>,
  publicUrl: string,
): z.output<typeof itemProblemObject> {
  const { title, status, retryable } = problemCodes[code];
  return { type: `${publicUrl}/docs/problems/${code}`, title, status, detail, code, retryable };
}

/** @param publicUrl as above */
export function problemDocument(
  problem: Pick<ProblemError, 'code' | 'detail' | 'errors'>,
  requestId: string,
  publicUrl: string,
): ProblemDocument {
  return {
    ...itemProblem(problem, publicUrl),
    request_id: requestId,
    ...(problem.errors.length > 0 ? { errors: [...problem.errors] } : {}),
  };
}
