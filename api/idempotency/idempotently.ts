import { drawId } from '../../ledger/keys/drawn-ids.ts';
import {
  forgetKey,
  type IdempotencyName,
  type KeptResource,
  keepResource,
  releaseKey,
  takeKey,
} from '../../ledger/keys/idempotency-keys.ts';
import type { ApiDeps } from '../api-deps.ts';
import { holdLease } from './hold-lease.ts';
import { ProblemError } from '../problems/problem-error.ts';
import type { Answer } from '../http/answer.ts';
import { toProblem } from '../http/to-problem.ts';

type OnceDeps = Pick<ApiDeps, 'database' | 'rareLog'>;

/** A request that makes or decides something, once per key. */
export type OnceRequest<Told extends Answer> = Readonly<{
  scope: string;
  /** Null: the caller sent none, so each arrival is a request of its own. */
  key: string | null;
  /** Hash over route and body; a keyed one where the body holds personal or free text. */
  hash: string;
  /** The plain hash, which an earlier version kept instead. */
  formerHash?: string;
  /** The id to use where the request makes something; kept for its repeats. */
  drawn: string;
  act: (drawn: string) => Promise<KeptResource>;
  /** Answers with what came of the request, as it stands now. */
  tell: (resource: KeptResource) => Promise<Told>;
}>;

/** What `act` answers when it did nothing, so that the key may be forgotten. */
export const nothingCame: KeptResource = Object.freeze({ kind: 'nothing', id: '' });

function isNothing(resource: KeptResource): boolean {
  return resource.kind === nothingCame.kind;
}

function inUse(): ProblemError {
  return new ProblemError(
    'idempotency_key_in_use',
    'The first request with that Idempotency-Key still runs. Repeat this one in a second or two; nothing will be done twice.',
    { headers: { 'retry-after': '1' } },
  );
}

/** The lease of a key that this request holds. */
type Held = Readonly<{ lease: string; isNew: boolean }>;

/**
 * Gives a key back of whose request nothing was kept, for a repeat at once. After an unknown outcome
 * it is free for no other request. After a definite refusal it is free for any, unless an earlier
 * request under it had an unknown outcome.
 */
async function giveBack(
  deps: OnceDeps,
  name: IdempotencyName,
  { lease, isNew }: Held,
  isRefusal: boolean,
): Promise<void> {
  const end = isNew && isRefusal ? forgetKey : releaseKey;
  try {
    await end(deps.database, name, lease);
  } catch (error) {
    // The lease runs out by itself; the caller is told the problem at hand.
    const words = 'an idempotency key could not be given back';
    deps.rareLog('warn', words, { err: error }, words);
  }
}

async function actOnce<Told extends Answer>(
  deps: OnceDeps,
  name: IdempotencyName,
  held: Held,
  request: OnceRequest<Told>,
): Promise<KeptResource> {
  const letGo = holdLease(deps, name, held.lease);
  try {
    const drawn = await drawId(deps.database, name, held.lease, request.drawn);
    if (drawn === null) throw inUse();
    const resource = await request.act(drawn);
    if (isNothing(resource)) await giveBack(deps, name, held, true);
    else await keepResource(deps.database, name, resource);
    return resource;
  } catch (error) {
    await giveBack(deps, name, held, toProblem(error).status < 500);
    throw error;
  } finally {
    letGo();
  }
}

/**
 * Does a request once per Idempotency-Key; repeats are answered with the same resource
 * as it stands now.
 *
 * @throws ProblemError `idempotency_key_reused`, `idempotency_key_in_use`, or what `act` and `tell` throw
 * @see docs/api.md#idempotency
 */
export async function idempotently<Told extends Answer>(
  deps: OnceDeps,
  request: OnceRequest<Told>,
): Promise<Told> {
  if (request.key === null) return request.tell(await request.act(request.drawn));
  const name = { scope: request.scope, key: request.key };
  const taken = await takeKey(deps.database, name, request);
  switch (taken.kind) {
    case 'taken':
      return request.tell(await actOnce(deps, name, taken, request));
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
