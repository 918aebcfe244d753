import { problemCodes } from './problem-codes.ts';
import type { ProblemError, ProblemPointer } from './problem-error.ts';

/** The body of an error answer: RFC 9457 with our members. */
export type ProblemDocument = Readonly<{
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  request_id: string;
  retryable: boolean;
  errors?: readonly ProblemPointer[];
}>;

/** @param publicUrl where the pages of the codes are found, without a slash at its end */
export function problemDocument(
  problem: ProblemError,
  requestId: string,
  publicUrl: string,
): ProblemDocument {
  const meaning = problemCodes[problem.code];
  return {
    type: `${publicUrl}/docs/problems/${problem.code}`,
    title: meaning.title,
    status: meaning.status,
    detail: problem.detail,
    code: problem.code,
    request_id: requestId,
    retryable: meaning.retryable,
    ...(problem.errors.length > 0 ? { errors: problem.errors } : {}),
  };
}
