import type { Request, Response } from 'express';
import { busyPage, unknownPage } from '../../checkout/cashier-page.ts';
import type { RouteDeps } from '../api-deps.ts';
import { logProblem, sendProblem } from '../http/problem-response.ts';
import { requestIdOf } from '../http/request-id.ts';
import type { ProblemError } from '../problems/problem-error.ts';
import { frameOf, queryText } from './ask-page.ts';
import { sendPage } from './page-headers.ts';

/** Whether a person reads the answer, and not a program. */
export function wantsPage(request: Request): boolean {
  return request.accepts(['json', 'html']) === 'html' || isForm(request);
}

/** Whether the request is the page's own form. */
export function isForm(request: Request): boolean {
  return typeof request.is('application/x-www-form-urlencoded') === 'string';
}

/** When a page that can't be shown now is asked for again, s. */
const againInS = 3;

/** A page instead of a problem, for whoever has a browser before them. */
export function showProblem(
  deps: RouteDeps,
  problem: ProblemError,
  request: Request,
  response: Response,
): void {
  logProblem(deps.rareLog, problem, requestIdOf(response));
  if (!wantsPage(request)) {
    sendProblem(response, problem, deps.publicUrl);
    return;
  }
  const frame = frameOf(deps, request);
  const place = request.path.endsWith('/return') ? 'return' : 'pay';
  response.set(problem.headers);
  if (problem.code === 'order_not_found') {
    sendPage(response, 404, unknownPage(frame));
    return;
  }
  const after = Number(problem.headers['retry-after'] ?? againInS);
  const page = busyPage(frame, {
    place,
    to: queryText(request, 'to'),
    isClick: request.method === 'POST',
    againInS: Number.isFinite(after) ? after : againInS,
  });
  sendPage(response, problem.status, page);
}
