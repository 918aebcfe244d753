import { addresses, type operations } from './contract.ts';

/** A call of the contract, by its `operationId`. */
export type Name = keyof typeof addresses;

type Parameters<N extends Name> = operations[N]['parameters'];
type Json<Told> = Told extends { content: { 'application/json': infer Body } } ? Body : never;
type Sent<N extends Name> = operations[N] extends { requestBody?: infer Body } ? Body : never;

/** The parts of a call's path. */
export type PartsOf<N extends Name> = NonNullable<Parameters<N>['path']>;
/** What may be asked for in a call's query; whose data is meant is an option of each call. */
export type QueryOf<N extends Name> = Omit<NonNullable<Parameters<N>['query']>, 'merchant'>;
/** What a call sends. */
export type BodyOf<N extends Name> = Json<NonNullable<Sent<N>>>;
/** What a call answers when it was done. */
export type AnswerOf<N extends Name> = Json<
  operations[N]['responses'][keyof operations[N]['responses']]
>;

/** What one call asks. */
export type Asked<N extends Name> = Readonly<{
  parts?: PartsOf<N>;
  query?: QueryOf<N>;
  body?: BodyOf<N>;
}>;

/** @throws TypeError for a part that would lead to another address */
function pathPart(part: unknown): string {
  const text = typeof part === 'string' ? part : '';
  if (text === '' || text === '.' || text === '..') {
    throw new TypeError(`${JSON.stringify(part)} is no id. Nothing was sent.`);
  }
  return encodeURIComponent(text);
}

/** The path and query of a call, from the installation's address on. */
export function pathOf(name: Name, parts: object, query: object): string {
  const given = new Map<string, unknown>(Object.entries(parts));
  const path = addresses[name].path.replace(/\{(\w+)\}/g, (_, part: string) =>
    pathPart(given.get(part)),
  );
  const asked = new URLSearchParams();
  for (const [field, value] of Object.entries(query)) {
    if (value !== undefined) asked.set(field, String(value));
  }
  return asked.size === 0 ? path : `${path}?${asked.toString()}`;
}
