import { randomUUID } from 'node:crypto';
import type { KeyedHash } from '../../ledger/keys/keyed-hash.ts';
import { canonicalHash } from './canonical-hash.ts';

/**
 * Names an input (rule 19): the same request under the same key has the same
 * name, so that it acts once however often it arrives. Without a key each
 * arrival is a request of its own.
 *
 * @param hash keyed where the body holds personal or free text, because facts keep the name
 */
export function inputId(
  route: string,
  request: Readonly<{ scope: string; subject: string; key: string | null; body: unknown }>,
  hash: KeyedHash = canonicalHash,
): string {
  const { scope, subject, key, body } = request;
  return `${route}:${key === null ? randomUUID() : hash(scope, subject, key, body)}`;
}
