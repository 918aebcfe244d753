import fc from 'fast-check';
import type { ApiDocument, Schema } from './api-document.ts';
import { freshId, knownValue } from './known-values.ts';

/** Names of fields that refer to something, and where answers tell what there is. */
const references: Readonly<Record<string, readonly string[]>> = {
  attempt: ['attempts.id', 'attempt'],
  numbers: ['refunds.number', 'number'],
  number: ['refunds.number', 'number'],
  order: ['orders.id'],
  event: ['events.id'],
};

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function numberOf(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}

/** Half of what is asked for is among what was known first: the orders that the test made. */
export const whichKnown = fc.oneof(fc.nat(7), fc.nat(399));

/** What the schema says, with what it refers to in its place. */
export function resolved(document: ApiDocument, schema: Schema): Schema {
  const { $ref } = schema;
  if (typeof $ref !== 'string') return schema;
  const found = document.components.schemas[$ref.split('/').at(-1) ?? ''];
  if (found === undefined) throw new Error(`the document holds no ${$ref}`);
  return resolved(document, found);
}

const longAgo = Date.UTC(2020, 0);
const farAway = Date.UTC(2035, 0);

function moments(): fc.Arbitrary<string> {
  const soon = fc.integer({ min: 60, max: 86_400 }).map((s) => new Date(Date.now() + s * 1_000));
  const any = fc.integer({ min: longAgo, max: farAway }).map((ms) => new Date(ms));
  return fc.oneof(soon, any).map((date) => date.toISOString());
}

function texts(schema: Schema): fc.Arbitrary<string> {
  const { pattern, format } = schema;
  const most = numberOf(schema['maxLength'], 100);
  if (format === 'date-time') return moments();
  if (typeof pattern === 'string') {
    return fc.stringMatching(new RegExp(pattern)).filter((text) => text.length <= most);
  }
  if (format === 'uri') {
    return fc.constantFrom('https://shop.example/', 'http://x.example:8080/a?b=c#d');
  }
  const minLength = numberOf(schema['minLength'], 0);
  return fc.string({ minLength, maxLength: Math.min(most, 100) });
}

function objects(document: ApiDocument, schema: Schema): fc.Arbitrary<unknown> {
  const { properties, required, additionalProperties, propertyNames } = schema;
  if (isSchema(additionalProperties) && properties === undefined) {
    const names = isSchema(propertyNames) ? validOf(document, propertyNames) : fc.string();
    const values = validOf(document, additionalProperties);
    const entries = fc.array(fc.tuple(names.map(String), values), { maxLength: 3 });
    return fc.oneof(exampleOf(schema, {}), entries.map(Object.fromEntries));
  }
  const fields = Object.entries(isSchema(properties) ? properties : {}).map(
    ([name, field]) => [name, validOf(document, field as Schema, name)] as const,
  );
  return fc.record(Object.fromEntries(fields), {
    requiredKeys: Array.isArray(required) ? (required as string[]) : [],
  });
}

function exampleOf(schema: Schema, otherwise: unknown): fc.Arbitrary<unknown> {
  return fc.constant('example' in schema ? schema['example'] : otherwise);
}

function numbers(schema: Schema): fc.Arbitrary<number> {
  const min = Math.max(numberOf(schema['minimum'], -1_000), Number.MIN_SAFE_INTEGER);
  const max = Math.min(numberOf(schema['maximum'], 1_000_000), Number.MAX_SAFE_INTEGER);
  return fc.oneof(fc.integer({ min, max: Math.min(max, min + 10) }), fc.integer({ min, max }));
}

function ofType(document: ApiDocument, schema: Schema, type: unknown, name: string) {
  switch (type) {
    case 'string':
      return texts(schema);
    case 'integer':
    case 'number':
      return numbers(schema);
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array': {
      const minLength = numberOf(schema['minItems'], 0);
      const maxLength = Math.max(minLength, Math.min(numberOf(schema['maxItems'], 4), 4));
      const items = isSchema(schema['items']) ? schema['items'] : {};
      return fc.array(validOf(document, items, name), { minLength, maxLength });
    }
    case 'object':
      return objects(document, schema);
    default:
      return fc.jsonValue();
  }
}

/**
 * Values that fit a schema.
 *
 * @param name of the field; an `id` of a request is a new one, and what refers to something may be
 *   filled with what is known when it is sent
 */
export function validOf(document: ApiDocument, of: Schema, name = ''): fc.Arbitrary<unknown> {
  const schema = resolved(document, of);
  const { type } = schema;
  const choices = schema['anyOf'] ?? schema['oneOf'];
  if ('const' in schema) return fc.constant(schema['const']);
  if (Array.isArray(schema['enum'])) return fc.constantFrom(...(schema['enum'] as unknown[]));
  if (Array.isArray(choices)) {
    return fc.oneof(...choices.map((one) => validOf(document, one as Schema, name)));
  }
  const types: readonly unknown[] = Array.isArray(type) ? type : [type];
  const any = fc.oneof(
    ...types.map((one): fc.Arbitrary<unknown> => ofType(document, schema, one, name)),
  );
  if (type !== 'string') return any;
  const meant = ['example' in schema ? [exampleOf(schema, '')] : [], toKnown(name, schema)].flat();
  return fc.oneof(any, ...meant);
}

function toKnown(name: string, schema: Schema): fc.Arbitrary<unknown>[] {
  if (name === 'id') return [fc.constant(freshId)];
  const names = references[name];
  if (names === undefined) return [];
  const { example } = schema;
  const otherwise = typeof example === 'string' ? example : 'nothing';
  return [whichKnown.map((at) => knownValue(names, at, otherwise))];
}

/** The document's own example of a body, with new ids and with what is known. */
export function livelyExample(example: unknown): fc.Arbitrary<unknown> {
  if (!isSchema(example)) return fc.constant(example);
  const fields = Object.entries(example).map(([name, value]): [string, fc.Arbitrary<unknown>] => {
    const meant = Array.isArray(value) && references[name] !== undefined;
    const one = toKnown(name, { example: value })[0] ?? fc.constant(value);
    return [name, meant ? fc.array(one, { minLength: 1, maxLength: 3 }) : one];
  });
  return fc.record(Object.fromEntries(fields));
}

const wholeEdges = [0, -1, 1, 2 ** 53, -(2 ** 53), 2 ** 53 - 1, 2 ** 63, 1.5, -0, 1e21];
const lengths = [0, 1, 40, 41, 64, 65, 128, 129, 255, 256, 257, 258, 300, 301, 500, 501, 2_001];
const farDates = ['0000-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z', '2026-02-30T00:00:00Z'];
const oddDates = ['+275760-09-13T00:00:00Z', '2026-11-30', '2026-11-30T24:00:00Z', '1e3'];

function edgeLengths(schema: Schema): readonly number[] {
  const told = [schema['minLength'], schema['maxLength']].filter((one) => typeof one === 'number');
  return told.length === 0 ? lengths : told.flatMap((one) => [Math.max(0, one - 1), one, one + 1]);
}

function textEdges(schema: Schema): fc.Arbitrary<unknown> {
  const long = fc
    .tuple(
      fc.constantFrom('a', 'A', '1', '.', ' ', '票', '🎫'),
      fc.constantFrom(...edgeLengths(schema)),
    )
    .map(([unit, length]) => unit.repeat(length));
  const aside = fc
    .tuple(texts(schema), fc.constantFrom('\n', ' ', '/', '%', '\u0000', 'é', '"'))
    .chain(([text, odd]) => fc.constantFrom(text + odd, odd + text, text.toUpperCase()));
  const dates = fc.constantFrom(...farDates, ...oddDates);
  return schema['format'] === 'date-time' ? fc.oneof(dates, aside) : fc.oneof(long, aside);
}

/** Values at the edge of a schema and one step beyond it. */
export function edgeOf(document: ApiDocument, of: Schema): fc.Arbitrary<unknown> {
  const schema = resolved(document, of);
  if (Array.isArray(schema['enum'])) {
    const member = fc.constantFrom(...(schema['enum'] as unknown[])).map(String);
    return member.chain((text) => fc.constantFrom(text.toUpperCase(), `${text} `, `${text},`, ''));
  }
  switch (schema['type']) {
    case 'string':
      return textEdges(schema);
    case 'integer':
    case 'number': {
      const told = [schema['minimum'], schema['maximum']].filter((one) => typeof one === 'number');
      const near = told.flatMap((one) => [one - 1, one, one + 1]);
      return fc.constantFrom<unknown>(...near, ...wholeEdges, '1', true);
    }
    case 'array': {
      const most = Math.min(numberOf(schema['maxItems'], 100), 1_000);
      const items = isSchema(schema['items']) ? schema['items'] : {};
      return validOf(document, items).chain((one) =>
        fc.constantFrom<unknown>([], [one, one], Array(most).fill(one), Array(most + 1).fill(one)),
      );
    }
    case 'object':
      return objectEdges(document, schema);
    default:
      return fc.constantFrom<unknown>(null, 0, '', [], {});
  }
}

/** An object with one field at its edge, missing, null, or too much. */
function objectEdges(document: ApiDocument, schema: Schema): fc.Arbitrary<unknown> {
  const properties = Object.entries(isSchema(schema['properties']) ? schema['properties'] : {});
  const changes = properties.flatMap(([name, field]) => [
    edgeOf(document, field as Schema).map((value) => ({ [name]: value })),
    fc.constantFrom<object>({ [name]: undefined }, { [name]: null }, { [`${name} `]: 1 }),
  ]);
  const beyond = fc.constantFrom<object>({ unknown_field: 1 }, { '': '' }, { constructor: {} });
  return fc
    .tuple(objects(document, schema), fc.oneof(beyond, ...changes))
    .map(([good, change]) => ({ ...(good as object), ...change }));
}
