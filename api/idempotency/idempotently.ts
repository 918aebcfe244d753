import { drawId } from '../../ledger/keys/drawn-ids.ts';
import {
  type IdempotencyName,
  type KeptResource,
  keepResource,
  releaseKey,
  takeKey,
} from '../../ledger/keys/idempotency-keys.ts';
import type { Access } from '../auth/access.ts';
import type { ApiDeps } from '../api-deps.ts';
import { holdLease } from './hold-lease.ts';
import { ProblemError } from '../problems/problem-error.ts';
import type { Answer } from '../http/route.ts';

/** Whose keys they are: a merchant's own, or those of the installation. */
export function idempotencyScope(access: Access): string {
  return access.merchant ?? '*';
}

/** A request that makes or decides something, once per key. */
export type OnceRequest = Readonly<{
  scope: string;
  /** Null where the caller sent none: then each arrival is a request of its own. */
  key: string | null;
  /** Over route and body; keyed where the body holds personal or free text. */
  hash: string;
  /** The same without a key, as a version before this kept it. */
  formerHash?: string;
  /** The id to use where the request makes something; kept for its repeats. */
  drawn: string;
  act: (drawn: string) => Promise<KeptResource>;
  /** What came of it, as it stands now. */
  tell: (resource: KeptResource) => Promise<Answer>;
}>;

function inUse(): ProblemError {
  return new ProblemError(
    'idempotency_key_in_use',
    'The first request with that Idempotency-Key still runs. Repeat this one in a second or two; nothing will be done twice.',
    { headers: { 'retry-after': '1' } },
  );
}

/** Refused or unknown, nothing is kept: the same request may come again at once, another may not take its key. */
async function giveBack(deps: ApiDeps, name: IdempotencyName, lease: string): Promise<void> {
  try {
    await releaseKey(deps.database, name, lease);
  } catch (error) {
    // The lease runs out by itself; the problem at hand is the one to tell.
    deps.log.warn({ err: error }, 'an idempotency key could not be given back');
  }
}

async function actOnce(
  deps: ApiDeps,
  name: IdempotencyName,
  lease: string,
  request: OnceRequest,
): Promise<KeptResource> {
  const letGo = holdLease(deps, name, lease);
  try {
    const drawn = await drawId(deps.database, name, lease, request.drawn);
    if (drawn === null) throw inUse();
    const resource = await request.act(drawn);
    await keepResource(deps.database, name, resource);
    return resource;
  } catch (error) {
    await giveBack(deps, name, lease);
    throw error;
  } finally {
    letGo();
  }
}

/**
 * Does a request once per Idempotency-Key; repeats get the same resource as it
 * stands now.
 *
 * @throws ProblemError `idempotency_key_reused`, `idempotency_key_in_use`, or what `act` and `tell` throw
 * @see docs/api.md#idempotency
 */
export async function idempotently(deps: ApiDeps, request: OnceRequest): Promise<Answer> {
  if (request.key === null) return request.tell(await request.act(request.drawn));
  const name = { scope: request.scope, key: request.key };
  const taken = await takeKey(deps.database, name, request);
  switch (taken.kind) {
    case 'taken':
      return request.tell(await actOnce(deps, name, taken.lease, request));
    case 'done': {
      const answer = await request.tell(taken.resource);
      return { ...answer, headers: { ...answer.headers, 'idempotent-replayed': 'true' } };
    }
    case 'in_use':
      throw inUse();
    case 'reused':
      throw new ProblemError(
        'idempotency_key_reused',
        'That Idempotency-Key came before with another request, so nothing was done. Use a new key for a new request.',
      );
    default:
      return taken satisfies never;
  }
}
