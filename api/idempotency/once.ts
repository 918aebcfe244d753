import type { KeptResource } from '../../ledger/keys/idempotency-keys.ts';
import type { ApiDeps } from '../api-deps.ts';
import type { Asker } from '../auth/asker.ts';
import { canonicalHash } from './canonical-hash.ts';
import type { Answer } from '../http/answer.ts';
import { idempotently } from './idempotently.ts';
import { inputId } from './input-id.ts';

/** The request, as its route read it. */
type OnceCall = Readonly<{ asker: Asker; key: string | null; body: unknown }>;

/** What a request makes or decides, and how it is told. */
type Once<Told> = Readonly<{
  /** Names what is asked, in hashes and input ids, which are kept: it never changes. */
  action: string;
  /** Which thing it is asked of; null where the body says everything. */
  subject: string | null;
  /** Whether the body holds personal or free text, so that only a keyed hash of it may be kept. */
  isPrivate?: boolean;
  /** The id of what is made, if that is not the input's own. */
  drawn?: string;
  /** @param id what it makes is called so, and so is the input that the rules see (rule 19) */
  act: (drawn: string, inputId: string) => Promise<KeptResource>;
  /** Answers with what came of the request, as it stands now. */
  tell: (resource: KeptResource) => Promise<Told>;
}>;

/**
 * Does what a request asks once per Idempotency-Key. Repeats are answered with the same resource as
 * it stands now.
 *
 * @throws ProblemError `idempotency_key_reused`, `idempotency_key_in_use`, or what `act` and `tell` throw
 * @see docs/api.md#idempotency
 */
export async function once<Told extends Answer>(
  deps: Pick<ApiDeps, 'database' | 'rareLog' | 'keyedHash'>,
  { asker, key, body }: OnceCall,
  { action, subject, isPrivate = false, drawn, act, tell }: Once<Told>,
): Promise<Told> {
  const { scope } = asker;
  const hashed = [action, ...(subject === null ? [] : [subject]), body];
  const hash = isPrivate ? deps.keyedHash : canonicalHash;
  const id = inputId(action, { scope, subject: subject ?? '', key, body }, hash);
  return idempotently(deps, {
    scope,
    key,
    hash: hash(...hashed),
    ...(isPrivate ? { formerHash: canonicalHash(...hashed) } : {}),
    drawn: drawn ?? id,
    act: (taken) => act(taken, id),
    tell,
  });
}
