import express, { type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import type { AppDeps, RouteDeps } from './api-deps.ts';
import { allRoutes } from './all-routes.ts';
import { contractOf } from './contract/document.ts';
import { serveDocs } from './docs/served-docs.ts';
import type { KeyRole } from '../domain/values/key-role.ts';
import type { TurnTaker } from './limits/turns.ts';
import { findAccess } from './auth/find-access.ts';
import { openKeyLine } from './auth/key-line.ts';
import { ProblemError } from './problems/problem-error.ts';
import { answerProblems } from './http/problem-response.ts';
import { readQueryText } from './http/query-text.ts';
import { rememberKeys } from './auth/remembered-keys.ts';
import { giveRequestId } from './http/request-id.ts';
import type { Route } from './http/route.ts';
import { serveRawRoute, serveRoute } from './http/serve-route.ts';
import { rememberTokens, serveTokenRoute } from './http/serve-token-route.ts';
import { openCallerGate } from './limits/caller-gate.ts';
import { ledgerLeases } from './limits/ledger-leases.ts';
import { openRateLimiter } from './limits/rate-limiter.ts';
import { createAdmission } from './admission/admission.ts';
import { createClickQueue } from './payments/click-queue.ts';
import { openEarlyPolls } from './callbacks/early-polls.ts';
import { openRefusedCallbacks } from './callbacks/refused-callbacks.ts';
import { openHeartbeats } from './cashier/heartbeats.ts';
import { openOrderStreams } from './cashier/order-streams.ts';
import { readPageAssets } from './cashier/page-addresses.ts';
import { askPeers } from './ops/reached-peers.ts';
import { holdAnswers } from './waiting/held-answers.ts';
import { openHeldLooks } from './waiting/held-looks.ts';
import { shareOut, workOf } from './work-pools.ts';

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

/** As Express writes it: `/v1/orders/:id`. */
function expressPath({ path }: Route): string {
  return path.replaceAll(/\{([a-z_]+)\}/g, ':$1');
}

/**
 * The routes of each address. An address without parts comes first, as OpenAPI reads them: no
 * refund is looked for under the number `decide`.
 */
function byAddress(routes: readonly Route[]): ReadonlyMap<string, readonly Route[]> {
  const literalFirst = routes.toSorted(
    (one, other) => Number(one.path.includes('{')) - Number(other.path.includes('{')),
  );
  const found = new Map<string, readonly Route[]>();
  for (const route of literalFirst) {
    const path = expressPath(route);
    found.set(path, [...(found.get(path) ?? []), route]);
  }
  return found;
}

/** Made when it is first asked for: it takes a tenth of a second, and most processes never need it. */
function contractTextOnce(publicUrl: string): () => string {
  let text: string | undefined;
  return () => (text ??= JSON.stringify(contractOf(allRoutes, publicUrl)));
}

/** A click waits this long for the one before it; then the order decides. */
const turnWithinMs = 4_000;

/** What the routes of this process share, besides connections. */
function sharedBy(deps: AppDeps): Omit<RouteDeps, 'database'> {
  const { callbacks, decisions, health, reads } = deps.pools;
  const limiter = openRateLimiter(deps.limits, ledgerLeases(decisions, deps.keyedHash));
  const ofCallbacks = { ...deps, database: callbacks };
  const earlyPolls = openEarlyPolls(ofCallbacks);
  return {
    ...deps,
    gate: openCallerGate(limiter, deps.rareLog),
    heldAnswers: holdAnswers(deps.limits),
    heldLooks: openHeldLooks(deps.pools.reads.options.max),
    askPeers: askPeers({ ...deps, database: health }),
    clicks: createClickQueue(turnWithinMs),
    earlyPolls,
    refusedCallbacks: openRefusedCallbacks(ofCallbacks, earlyPolls),
    orderStreams: openOrderStreams({ ...deps, database: reads }),
    heartbeats: openHeartbeats(deps.stopping),
    pageAssets: readPageAssets(),
    admission: createAdmission(deps.admissionLimits),
    contract: contractTextOnce(deps.publicUrl),
    docs: serveDocs(deps.publicUrl),
  };
}

type Serving = Parameters<typeof serveRoute>[1] & Parameters<typeof serveTokenRoute>[1];

function handlerOf(route: Route, serving: Serving): RequestHandler {
  switch (route.kind) {
    case 'keyed':
      return serveRoute(route, serving);
    case 'token':
      return serveTokenRoute(route, serving);
    case 'raw':
      return serveRawRoute(route, serving.depsFor(null));
    default:
      return route satisfies never;
  }
}

/** The HTTP API. It does not listen yet; production and tests use the same app. @see docs/api.md */
export function createApp(deps: AppDeps): Express {
  const app = express();
  app
    .disable('x-powered-by')
    .disable('etag')
    .set('trust proxy', [...deps.trustedProxies]);
  // An address that the contract does not tell is not there: `/v1/orders/` and `/V1/orders` neither.
  app.enable('strict routing').enable('case sensitive routing');
  app.set('query parser', (text: string | null) => readQueryText(text ?? ''));
  app.use(giveRequestId, helmet());
  const keys = { lookUpKey: rememberKeys(findAccess), keyLine: openKeyLine() };
  const shared = sharedBy(deps);
  const tokens = rememberTokens();
  const connections = shareOut(deps.pools);
  const depsOf =
    (route: Route) =>
    (who: (TurnTaker & Readonly<{ role: KeyRole }>) | null): RouteDeps => {
      return { ...shared, database: connections(workOf(route, who?.role ?? null), who) };
    };
  for (const [path, routes] of byAddress(allRoutes)) {
    for (const route of routes) {
      app[route.method](path, handlerOf(route, { ...keys, tokens, depsFor: depsOf(route) }));
    }
    app.all(path, wrongMethod(routes.map(({ method }) => method)));
  }
  app.use(nothingHere);
  app.use(answerProblems(shared));
  return app;
}
