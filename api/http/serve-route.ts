import type { Request, RequestHandler } from 'express';
import { authenticate, type KeyLookup, requireRole } from '../auth/access.ts';
import { readJson } from './request-body.ts';
import { type Call, callSignal, type Route } from './route.ts';

function partOf(request: Request, name: string): string {
  const part: unknown = request.params[name];
  return typeof part === 'string' ? part : '';
}

/**
 * A route as an Express handler: it authenticates the caller, checks the role and reads the body
 * before the route acts.
 */
export function serveRoute(
  route: Route,
  deps: Readonly<{ lookUpKey: KeyLookup; stopping: AbortSignal }>,
): RequestHandler {
  return async (request, response) => {
    const access = await authenticate(deps.lookUpKey, request.get('authorization'));
    requireRole(access, route.roles);
    const call: Call = {
      access,
      part: (name) => partOf(request, name),
      query: request.query,
      header: (name) => request.get(name),
      body: route.method === 'get' ? {} : await readJson(request, response),
      signal: callSignal(response, deps.stopping),
    };
    const answer = await route.answer(call);
    response.status(answer.status).set({ 'cache-control': 'no-store', ...answer.headers });
    if (answer.body === undefined) response.end();
    else response.json(answer.body);
  };
}
