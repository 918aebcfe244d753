import type { Request, RequestHandler, Response } from 'express';
import { authenticate, type Access, type KeyLookup, requireRole } from '../auth/access.ts';
import { askerOf } from '../auth/asker.ts';
import type { RouteDeps } from '../api-deps.ts';
import { addressCaller } from '../limits/address-caller.ts';
import { type Answer, mismatchOf } from './answer.ts';
import { callSignal } from './call-signal.ts';
import { callerAddress } from './caller-address.ts';
import { idempotencyKeyOf, requiredIdempotencyKeyOf } from './idempotency-key.ts';
import { namedMerchant } from './named-merchant.ts';
import { readJson } from './request-body.ts';
import { requestIdOf } from './request-id.ts';
import type { Arrived, KeyedRoute, RawRoute } from './route.ts';

/** A merchant that the request names and the key may not name is refused, also where none is needed. */
function merchantOf(route: KeyedRoute, access: Access, request: Request): string | null {
  const inHeader = request.get('merchant');
  switch (route.namesMerchant) {
    case 'no':
      // An ops key’s own routes are about the installation; no merchant’s data is meant.
      return access.merchant === null ? null : namedMerchant(access, [inHeader]);
    case 'header':
      return namedMerchant(access, [inHeader]);
    case 'query':
      return namedMerchant(access, [request.query['merchant'], inHeader]);
    default:
      return route.namesMerchant satisfies never;
  }
}

function keyOf({ key }: KeyedRoute, request: Request): string | null {
  const header = request.get('idempotency-key');
  switch (key) {
    case 'required':
      return requiredIdempotencyKeyOf(header);
    case 'accepted':
      return idempotencyKeyOf(header);
    case 'none':
      return null;
    default:
      return key satisfies never;
  }
}

function queryOf({ namesMerchant }: KeyedRoute, request: Request): unknown {
  if (namesMerchant !== 'query') return request.query;
  return Object.fromEntries(Object.entries(request.query).filter(([name]) => name !== 'merchant'));
}

async function arrivedOf(
  route: KeyedRoute,
  access: Access,
  stopping: AbortSignal,
  [request, response]: readonly [Request, Response],
): Promise<Arrived> {
  const body = route.body === null ? undefined : await readJson(request);
  return {
    access,
    asker: askerOf(access),
    key: keyOf(route, request),
    merchant: merchantOf(route, access, request),
    parts: request.params,
    query: queryOf(route, request),
    headers: request.headers,
    body,
    signal: callSignal(response, stopping),
  };
}

/**
 * A wrong answer is our mistake, and what it tells may be done already: it goes out, and is logged
 * for us. The tests' own caller refuses it.
 */
function checkAnswer(route: KeyedRoute, answer: Answer, deps: RouteDeps, requestId: string): void {
  const mismatch = mismatchOf(route.answers, answer);
  if (mismatch === null) return;
  const fields = { requestId, route: route.name, mismatch };
  deps.rareLog('error', `answer ${route.name}`, fields, 'an answer is not as documented');
}

/** A route without a key as an Express handler, which keeps the caller's address to its limit. */
export function serveRawRoute(route: RawRoute, deps: RouteDeps): RequestHandler {
  return async (request, response) => {
    if (route.isLimited) await deps.gate.pass(addressCaller(callerAddress(request)));
    await route.answer(deps, request, response);
  };
}

/**
 * A route as an Express handler: it authenticates the caller, keeps it to its limit, checks the
 * role, and reads the request before the route acts.
 */
export function serveRoute(
  route: KeyedRoute,
  deps: RouteDeps,
  lookUpKey: KeyLookup,
): RequestHandler {
  return async (request, response) => {
    const { gate, database } = deps;
    const access = await authenticate(
      { lookUpKey, database, gate },
      request.get('authorization'),
      addressCaller(callerAddress(request)),
    );
    if (route.isLimited || access.role !== 'ops') {
      await gate.pass({ kind: 'key', name: access.keyId });
    }
    requireRole(access, route.roles);
    // Refused now, nothing was done.
    await deps.database.room();
    const answer = await route.answer(
      deps,
      await arrivedOf(route, access, deps.stopping, [request, response]),
    );
    checkAnswer(route, answer, deps, requestIdOf(response));
    response.status(answer.status).set({ 'cache-control': 'no-store', ...answer.headers });
    if (answer.body === undefined) response.end();
    else response.json(answer.body);
  };
}
