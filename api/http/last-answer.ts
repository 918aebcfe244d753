import type { ServerResponse } from 'node:http';
import { ProblemError } from '../problems/problem-error.ts';
import { unreadAnswer } from './unread-request.ts';

/**
 * The answer where nothing else can be relied on: needs no Express, no request and nothing of what
 * failed. An answer that has begun is cut off, so that nobody takes it for a whole one.
 */
export function answerAtLast(response: ServerResponse, publicUrl: string): void {
  if (response.headersSent) {
    // Its caller may have read it to its end already; a whole answer stays what it is.
    if (!response.writableEnded) response.destroy();
    return;
  }
  const detail =
    'Something of ours is broken, so what became of the request is unknown. Repeat it with the same Idempotency-Key; nothing will be done twice.';
  const problem = new ProblemError('internal_error', detail);
  const { status, headers, body } = unreadAnswer(problem, publicUrl);
  response.writeHead(status, headers).end(body);
}
