import { createHash } from 'node:crypto';

/** JSON with sorted keys: equal for equal content. */
function canonicalJson(value: unknown): string {
  if (value === undefined) return 'null';
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([key, one]) => `${JSON.stringify(key)}:${canonicalJson(one)}`).join(',')}}`;
}

/**
 * By what a repeat is told from another content under the same number; the journal keeps it.
 *
 * @param content as it was sent, whatever the order of its keys
 * @param before what counts besides, such as the method
 * @returns SHA-256 in hex
 */
export function fingerprint(content: unknown, ...before: readonly string[]): string {
  return createHash('sha256')
    .update([...before, canonicalJson(content)].join('\n'))
    .digest('hex');
}
