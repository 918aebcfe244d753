import { createHash } from 'node:crypto';
import { canonicalJson } from '../../domain/values/canonical-json.ts';

/** SHA-256, in hex, of JSON values; the order of fields and white space make no difference. */
export function canonicalHash(...values: readonly unknown[]): string {
  return createHash('sha256').update(canonicalJson(values)).digest('hex');
}
