/** Fields of which those that nobody gave are absent. */
type Given<Fields> = { readonly [Name in keyof Fields]?: Exclude<Fields[Name], undefined> };

/** The fields that were given: requests name no others. */
export function given<Fields extends object>(fields: Fields): Given<Fields> {
  const known = Object.entries(fields).filter(([, value]) => value !== undefined);
  // Only what may be absent was left out.
  return Object.fromEntries(known) as Given<Fields>;
}
