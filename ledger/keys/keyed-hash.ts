import { createHmac } from 'node:crypto';
import { canonicalJson } from '../../domain/values/canonical-json.ts';

/**
 * HMAC-SHA-256, in hex, of JSON values; the order of fields and white space make no difference.
 * It recognises the same content again without keeping it: without the key nobody can test a guess.
 */
export type KeyedHash = (...values: readonly unknown[]) => string;

/** @param key the installation's privacy key; another key makes other hashes */
export function keyedHash(key: string): KeyedHash {
  return (...values) => createHmac('sha256', key).update(canonicalJson(values)).digest('hex');
}
