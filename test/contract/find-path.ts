function partsOf(path: string): readonly string[] {
  return path.split('/').slice(1);
}

function isTemplate(part: string): boolean {
  return part.startsWith('{');
}

function fits(template: string, parts: readonly string[]): boolean {
  const wanted = partsOf(template);
  return (
    wanted.length === parts.length &&
    wanted.every((want, at) => (isTemplate(want) ? parts[at] !== '' : want === parts[at]))
  );
}

/** Where the first template stands: what is literal for longer goes before. */
function literalFor(template: string): string {
  return partsOf(template)
    .map((part) => (isTemplate(part) ? '1' : '0'))
    .join('');
}

/**
 * The path of a document that an address belongs to, as OpenAPI says: a literal part before a
 * template. Null where none does.
 *
 * @param address the path of a request, as it was sent
 */
export function findPath(paths: readonly string[], address: string): string | null {
  const parts = partsOf(address);
  const found = paths.filter((path) => fits(path, parts));
  return (
    found.toSorted((one, other) => literalFor(one).localeCompare(literalFor(other)))[0] ?? null
  );
}
