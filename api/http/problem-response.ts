import type { ErrorRequestHandler, Response } from 'express';
import type { LimitedLog } from '../../config/log/limited-log.ts';
import { problemDocument } from '../problems/problem-document.ts';
import type { ProblemError } from '../problems/problem-error.ts';
import { answerAtLast } from './last-answer.ts';
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

/** Bugs are told apart by their words, what passes by its code alone. */
function kindOf({ code, cause }: ProblemError): string {
  if (code !== 'internal_error') return code;
  return `${code} ${cause instanceof Error ? cause.message.slice(0, 100) : typeof cause}`;
}

/** Logs a problem as far as it is ours: bugs as errors, what we could not do as warnings. */
export function logProblem(rareLog: LimitedLog, problem: ProblemError, requestId: string): void {
  const { code, status } = problem;
  // Who refuses because there is too much must not also write a line for each.
  if (status < 500 || code === 'overloaded') return;
  const level = code === 'internal_error' ? 'error' : 'warn';
  const fields = { requestId, code, err: problem.cause ?? problem };
  rareLog(level, kindOf(problem), fields, problem.detail);
}

/**
 * The last handler: makes a problem of whatever was thrown, and logs only our own mistakes as
 * errors. Express's own answers, which show a stack outside of production, are never reached.
 */
export function answerProblems(
  deps: Readonly<{ publicUrl: string; rareLog: LimitedLog }>,
): ErrorRequestHandler {
  // eslint-disable-next-line @typescript-eslint/no-unused-vars -- Express knows it by its four parameters
  return (error: unknown, _request, response, _next) => {
    try {
      const problem = toProblem(error);
      logProblem(deps.rareLog, problem, requestIdOf(response));
      if (response.headersSent) answerAtLast(response, deps.publicUrl);
      else sendProblem(response, problem, deps.publicUrl);
    } catch {
      // What fails here was thrown by the very making of a problem, so nothing is made of it.
      answerAtLast(response, deps.publicUrl);
    }
  };
}
