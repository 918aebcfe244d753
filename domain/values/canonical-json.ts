function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(fields.map(([name, inner]) => [name, sorted(inner)]));
}

/** JSON of a value, the same for any order of its fields; fields of `undefined` are left out. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value));
}
