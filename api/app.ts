import express, { type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import type { ApiDeps } from './api-deps.ts';
import { apiRoutes, openRoutes } from './all-routes.ts';
import { findAccess } from './auth/find-access.ts';
import { ProblemError } from './problems/problem-error.ts';
import { answerProblems } from './http/problem-response.ts';
import { rememberKeys } from './auth/remembered-keys.ts';
import { giveRequestId } from './http/request-id.ts';
import { serveRoute } from './http/serve-route.ts';

function wrongMethod(allowed: readonly string[]): RequestHandler {
  return (request) => {
    const allow = allowed.map((method) => method.toUpperCase()).join(', ');
    throw new ProblemError(
      'method_not_allowed',
      `This address takes ${allow}, not ${request.method}; nothing was done.`,
      { headers: { allow } },
    );
  };
}

const nothingHere: RequestHandler = () => {
  throw new ProblemError('route_not_found', 'There is nothing at this address; nothing was done.');
};

function methodsByPath(
  routes: readonly Readonly<{ method: string; path: string }>[],
): ReadonlyMap<string, readonly string[]> {
  const byPath = new Map<string, readonly string[]>();
  for (const { method, path } of routes) {
    byPath.set(path, [...(byPath.get(path) ?? []), method]);
  }
  return byPath;
}

/** The HTTP API. It does not listen yet; production and tests use the same app. @see docs/api.md */
export function createApp(deps: ApiDeps): Express {
  const app = express();
  app.disable('x-powered-by').disable('etag').set('trust proxy', false);
  app.use(giveRequestId, helmet());
  const lookUpKey = rememberKeys((key) => findAccess(deps.database, key));
  const keyed = apiRoutes(deps);
  const open = openRoutes(deps);
  for (const route of keyed) {
    app[route.method](route.path, serveRoute(route, { lookUpKey, stopping: deps.stopping }));
  }
  for (const route of open) app[route.method](route.path, route.answer);
  for (const [path, methods] of methodsByPath([...keyed, ...open])) {
    app.all(path, wrongMethod(methods));
  }
  app.use(nothingHere);
  app.use(answerProblems(deps));
  return app;
}
