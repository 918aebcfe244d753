function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function inSnakeCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inSnakeCase);
  return typeof value === 'object' && value !== null ? fieldsInSnakeCase(value) : value;
}

/** The object with the names of its fields, also the inner ones, in snake_case, as in our contract. */
export function fieldsInSnakeCase(fields: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, inner]) => [snake(name), inSnakeCase(inner)]),
  );
}
