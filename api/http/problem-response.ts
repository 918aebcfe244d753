import type { ErrorRequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { problemDocument } from '../problems/problem-document.ts';
import type { ProblemError } from '../problems/problem-error.ts';
import { requestIdOf } from './request-id.ts';
import { toProblem } from './to-problem.ts';

/** Answers with `application/problem+json`. */
export function sendProblem(response: Response, problem: ProblemError, publicUrl: string): void {
  response
    .status(problem.status)
    .set(problem.headers)
    .set('cache-control', 'no-store')
    .type('application/problem+json')
    .send(JSON.stringify(problemDocument(problem, requestIdOf(response), publicUrl)));
}

/**
 * The last handler: makes a problem of whatever was thrown, and logs only our own mistakes as
 * errors.
 */
export function answerProblems(
  deps: Readonly<{ publicUrl: string; log: Logger }>,
): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    const problem = toProblem(error);
    const requestId = requestIdOf(response);
    // Who refuses because there is too much must not also write a line for each.
    if (problem.status >= 500 && problem.code !== 'overloaded') {
      const level = problem.code === 'internal_error' ? 'error' : 'warn';
      deps.log[level]({ requestId, code: problem.code, err: problem.cause ?? problem });
    }
    if (response.headersSent) next(error);
    else sendProblem(response, problem, deps.publicUrl);
  };
}
