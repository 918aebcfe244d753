import type { Request, RequestHandler, Response } from 'express';
import {
  type Access,
  authenticate,
  checkInForce,
  type KeyLookup,
  requireRole,
} from '../auth/access.ts';
import { withoutRoom } from '../../ledger/database/without-room.ts';
import { askerOf } from '../auth/asker.ts';
import type { KeyLine } from '../auth/key-line.ts';
import type { RouteDeps } from '../api-deps.ts';
import { addressCaller } from '../limits/address-caller.ts';
import type { Caller } from '../limits/caller.ts';
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
  { access, checkKey }: Pick<Arrived, 'access' | 'checkKey'>,
  stopping: AbortSignal,
  [request, response]: readonly [Request, Response],
): Promise<Arrived> {
  const body = route.body === null ? undefined : await readJson(request);
  return {
    access,
    checkKey,
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

/** What calls with this key to this route are counted with; null: they are not. */
function countedAs({ isLimited, roles }: KeyedRoute, { role, keyId }: Access): Caller | null {
  if (isLimited || !roles.includes(role)) return { kind: 'key', name: keyId };
  return role === 'ops' ? null : { kind: 'switch', name: keyId };
}

/** How callers are known, and what the route works with for each; null: who calls is not known. */
type Serving = Readonly<{
  lookUpKey: KeyLookup;
  /** Where keys wait that are not known here, of calls that no flood may keep out. */
  keyLine: KeyLine;
  depsFor: (access: Access | null) => RouteDeps;
}>;

/**
 * A route as an Express handler: it authenticates the caller, keeps it to its limit, checks the
 * role, and reads the request before the route acts.
 */
export function serveRoute(
  route: KeyedRoute,
  { lookUpKey, keyLine, depsFor }: Serving,
): RequestHandler {
  const line = route.isLimited ? null : keyLine;
  // An answer that is held has begun: a moment without a free connection must not end it.
  const held = { lookUpKey, database: withoutRoom(depsFor(null).database) };
  return async (request, response) => {
    const { gate, database } = depsFor(null);
    const authorization = request.get('authorization');
    const from = addressCaller(callerAddress(request));
    const access = await authenticate({ lookUpKey, database, gate, line }, authorization, from);
    const caller = countedAs(route, access);
    if (caller !== null) await gate.pass(caller);
    requireRole(access, route.roles);
    const deps = depsFor(access);
    // Refused now, nothing was done.
    await deps.database.room();
    const who = { access, checkKey: () => checkInForce(held, authorization) };
    const answer = await route.answer(
      deps,
      await arrivedOf(route, who, deps.stopping, [request, response]),
    );
    checkAnswer(route, answer, deps, requestIdOf(response));
    response.status(answer.status).set({ 'cache-control': 'no-store', ...answer.headers });
    if (answer.body === undefined) response.end();
    else response.json(answer.body);
  };
}
