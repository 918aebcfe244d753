import { createHmac } from 'node:crypto';
import { canonicalJson } from '../../domain/values/canonical-json.ts';

/**
 * HMAC-SHA-256, in hex, of JSON values; the order of fields and white space make no difference.
 * Tells "the same again" without keeping what it was: whoever lacks the key can't test a guess.
 */
export type KeyedHash = (...values: readonly unknown[]) => string;

/** @param key the installation's privacy key; another key makes other hashes */
export function keyedHash(key: string): KeyedHash {
  return (...values) => createHmac('sha256', key).update(canonicalJson(values)).digest('hex');
}
