import { createHash } from 'node:crypto';

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(fields.map(([name, inner]) => [name, sorted(inner)]));
}

/** SHA-256, in hex, of JSON values; the order of fields and white space make no difference. */
export function canonicalHash(...values: readonly unknown[]): string {
  return createHash('sha256')
    .update(JSON.stringify(values.map(sorted)))
    .digest('hex');
}
