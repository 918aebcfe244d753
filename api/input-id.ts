import { randomUUID } from 'node:crypto';
import { canonicalHash } from './canonical-hash.ts';

/**
 * Names an input (rule 19): the same request under the same key has the same
 * name, so that however often it arrives it acts once. Without a key each
 * arrival is a request of its own.
 */
export function inputId(
  route: string,
  request: Readonly<{ scope: string; subject: string; key: string | null; body: unknown }>,
): string {
  const { scope, subject, key, body } = request;
  return `${route}:${key === null ? randomUUID() : canonicalHash(scope, subject, key, body)}`;
}
