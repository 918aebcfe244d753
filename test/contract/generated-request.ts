import fc from 'fast-check';
import { hostile, hostileJson, hostileText, spoiled } from '../../channels/hostile.fixture.ts';
import type { ApiDocument, Call, Parameter, Schema } from './api-document.ts';
import { freshId, knownValue } from './known-values.ts';
import { edgeOf, livelyExample, validOf, whichKnown } from './schema-values.ts';

/** Whose key a request carries. */
export type As = 'shop' | 'other' | 'reader' | 'ops' | 'none';

/** Text that goes into an address as it is, escaped already or wrongly. */
type Raw = Readonly<{ raw: string }>;

/** A request made of the document; values may stand for what is known when it is sent. */
export type GeneratedRequest = Readonly<{
  as: As;
  parts: Readonly<Record<string, string | Raw>>;
  query: readonly (Raw | readonly [name: string, value: string])[];
  headers: Readonly<Record<string, string>>;
  body: Readonly<{ text: string }> | Readonly<{ bytes: Uint8Array<ArrayBuffer> }> | null;
}>;

type Change = (request: GeneratedRequest) => GeneratedRequest;

/** Who waits for news is not answered before it comes: the tests ask for none. */
const waits = 'wait';

function toText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Where the ids of a path's part are told: `/v1/orders/{id}` names one of `orders`. */
function partOf({ path }: Call, { name, schema }: Parameter): fc.Arbitrary<string> {
  const words = path.split('/');
  const collection = words[words.indexOf(`{${name}}`) - 1] ?? '';
  const field = name.split('_').at(-1) ?? name;
  const names = [`${collection}.${name}`, `${collection}.${field}`, name];
  const otherwise = toText(schema['example'] ?? 'nothing');
  return whichKnown.map((at) => knownValue(names, at, otherwise));
}

function valueOf(document: ApiDocument, call: Call, parameter: Parameter): fc.Arbitrary<string> {
  const { name, schema } = parameter;
  const valid = validOf(document, schema, name).map(toText);
  switch (name) {
    case waits:
      return fc.constant('0');
    case 'cursor':
    case 'after': {
      const names = [`${call.operation.operationId}.next_cursor`];
      const known = whichKnown.map((at) => knownValue(names, at, '0'));
      return name === 'cursor' ? known : fc.oneof(known, valid);
    }
    case 'Idempotency-Key':
      return fc.oneof(
        { weight: 9, arbitrary: fc.constant(freshId) },
        fc.constantFrom('k1', '"k2"'),
      );
    case 'If-None-Match':
      return fc.oneof(
        valid,
        fc.nat(12).map((version) => `"${version}"`),
      );
    case 'Merchant':
    case 'merchant':
      return fc.oneof({ weight: 9, arbitrary: fc.constant('shop') }, valid);
    default:
      return valid;
  }
}

function some(
  document: ApiDocument,
  call: Call,
  place: Parameter['in'],
): fc.Arbitrary<Record<string, string>> {
  const told = call.operation.parameters.filter((one) => one.in === place);
  const values = told.map((one) => [one.name, valueOf(document, call, one)] as const);
  const requiredKeys = told.filter(({ required }) => required).map(({ name }) => name);
  return fc.record(Object.fromEntries(values), { requiredKeys });
}

type Json = Readonly<{ schema: Schema; example: unknown }>;

function jsonOf({ operation }: Call): Json | null {
  const told = operation.requestBody?.content['application/json'];
  return told?.schema === undefined ? null : { schema: told.schema, example: told.example };
}

const whose: fc.Arbitrary<As> = fc.oneof(
  { weight: 4, arbitrary: fc.constant('shop') },
  { weight: 4, arbitrary: fc.constant('ops') },
  { weight: 1, arbitrary: fc.constantFrom('other', 'reader', 'none') },
);

/** Requests that the document allows; by whom is another matter. */
export function validRequest(document: ApiDocument, call: Call): fc.Arbitrary<GeneratedRequest> {
  const json = jsonOf(call);
  const parts = call.operation.parameters
    .filter((one) => one.in === 'path')
    .map((one) => [one.name, partOf(call, one)] as const);
  const body =
    json === null
      ? fc.constant(null)
      : fc
          .oneof(livelyExample(json.example ?? {}), validOf(document, json.schema))
          .map((value) => ({ text: JSON.stringify(value) }));
  return fc.record({
    as: whose,
    parts: fc.record(Object.fromEntries(parts)),
    query: some(document, call, 'query').map((query) => Object.entries(query)),
    headers: some(document, call, 'header'),
    body,
  });
}

const rawText = fc.constantFrom(
  '%',
  '%f',
  '%ff',
  '%00',
  '%c0%80',
  '%ed%a0%80',
  '%2f',
  '..%2f',
  '%zz',
);

function asRaw(text: fc.Arbitrary<string>): fc.Arbitrary<Raw> {
  return text.map((raw) => ({ raw }));
}

function badParts(document: ApiDocument, parts: readonly Parameter[]): fc.Arbitrary<Change>[] {
  return parts.map(({ name, schema }) =>
    fc
      .oneof(edgeOf(document, schema).map(toText), hostileText, asRaw(rawText))
      .map((value): Change => (of) => ({ ...of, parts: { ...of.parts, [name]: value } })),
  );
}

/** What is near a cursor that was given: cut, made longer, changed in one place. */
function nearCursor(call: Call): fc.Arbitrary<string> {
  const names = [`${call.operation.operationId}.next_cursor`];
  return fc
    .tuple(whichKnown, fc.constantFrom('cut', 'longer', 'other'))
    .map(([at, how]) => `${knownValue(names, at, 'WzEsImEiLCJiIl0')}#${how}`);
}

function badQuery(
  document: ApiDocument,
  call: Call,
  query: readonly Parameter[],
): fc.Arbitrary<Change>[] {
  const add = (more: GeneratedRequest['query'][number]): Change => {
    return (of) => ({ ...of, query: [...of.query, more] });
  };
  const unknown = fc.oneof(
    asRaw(fc.constantFrom('a=1', '=', '&&', '__proto__=1', 'a[b][c]=1', '%=%', '\u00e9=1', '?')),
    asRaw(fc.constantFrom('merchant[]=shop', 'merchant=shop&merchant=shop', 'merchant=')),
  );
  const ofOne = query.map(({ name, schema }) => {
    const odd = asRaw(
      fc.constantFrom(
        `${name}=`,
        name,
        `${name}[]=1`,
        `${name}[a]=1`,
        `${name}=1&${name}=2`,
        `${name}=%ff`,
        `${name}=%`,
        `${name}=1%00`,
        `${name}=+1`,
      ),
    );
    const text = fc.oneof(edgeOf(document, schema).map(toText), hostileText);
    // A number of seconds that is allowed would be waited for.
    const isHeld = (value: string): boolean => name === waits && /^[0-9]{1,15}$/.test(value);
    const pair = text
      .filter((value) => !isHeld(value))
      .map((value): readonly [string, string] => [name, value]);
    const near = nearCursor(call).map((value): readonly [string, string] => [name, value]);
    const isOdd = name === waits ? asRaw(fc.constantFrom('wait=', 'wait[]=1', 'wait=-1')) : odd;
    return fc.oneof(isOdd, pair, ...(name === 'cursor' ? [near] : [])).map(add);
  });
  return [unknown.map(add), ...ofOne];
}

const headerText = hostileText.map((text) =>
  text.replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, '\xff').slice(0, 4_000),
);
const oddHeaders: Readonly<Record<string, fc.Arbitrary<string>>> = {
  'Idempotency-Key': fc.oneof(
    fc.constantFrom('', '""', '"', '"a', 'a"b', 'k1', '"k1"', 'a, b', 'é', 'W/"a"'),
    fc.constantFrom(254, 255, 256, 257, 258).map((length) => 'k'.repeat(length)),
    headerText,
  ),
  Merchant: fc.oneof(fc.constantFrom('', 'other', 'nobody', 'SHOP', 'shop, shop'), headerText),
  'If-None-Match': fc.oneof(fc.constantFrom('*', '"1"', 'W/"1"', '"1", "2"', '"', ''), headerText),
  authorization: fc.oneof(
    fc.constantFrom('', 'Bearer', 'Bearer ', 'Bearer x', 'Basic eDp5', 'bearer x', 'Bearer x y'),
    headerText,
    headerText.map((text) => `Bearer ${text}`),
  ),
  'content-type': fc.oneof(
    fc.constantFrom('', 'text/plain', 'application/json; charset=utf-16', 'application/JSON'),
    fc.constantFrom('application/x+json', ';;', 'application/json;charset=utf-8', 'a/b/c', '*/*'),
    headerText,
  ),
  'content-encoding': fc.constantFrom('gzip', 'identity', 'br', 'nothing'),
  accept: fc.oneof(fc.constantFrom('text/html', 'image/*', ''), headerText),
};

const badHeaders = Object.entries(oddHeaders).map(([name, values]) =>
  values.map((value): Change => (of) => ({ ...of, headers: { ...of.headers, [name]: value } })),
);

const rawBodies = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '{',
    '{}',
    '[]',
    'null',
    '1',
    '"a"',
    '{"id":1,"id":2}',
    '\ufeff{}',
    "{'a':1}",
  ),
  fc.constantFrom(
    `{"a":"${'x'.repeat(70_000)}"}`,
    '['.repeat(5_000),
    '{"a":'.repeat(200),
    '\u0000',
  ),
  fc.constantFrom('{"id":"\\ud800"}', '{"id":"\\u0000"}', '{"__proto__":{"id":1}}', '1e999'),
);

function badBodies(document: ApiDocument, { schema, example }: Json): fc.Arbitrary<Change>[] {
  const isFilled =
    typeof example === 'object' && example !== null && Object.keys(example).length > 0;
  const value = fc.oneof(
    edgeOf(document, schema),
    ...(isFilled ? [livelyExample(example).chain((good) => spoiled(good as object))] : []),
    hostile,
  );
  const text = value.map((one) => ({ text: hostileJson(one ?? null) }));
  const raw = rawBodies.map((one) => ({ text: one }));
  const bytes = fc.uint8Array({ maxLength: 40 }).map((some) => ({ bytes: new Uint8Array(some) }));
  // Most of what can be wrong is a field.
  return [text, text, text, fc.oneof(raw, bytes), fc.constant(null)].map(
    (bodies: fc.Arbitrary<GeneratedRequest['body']>) =>
      bodies.map((body): Change => (of) => ({ ...of, body })),
  );
}

/** Requests of a call: allowed, at the edges of its schemas, and beyond them. */
export function anyRequest(document: ApiDocument, call: Call): fc.Arbitrary<GeneratedRequest> {
  const { parameters } = call.operation;
  const json = jsonOf(call);
  const change = fc.oneof(
    ...badParts(
      document,
      parameters.filter((one) => one.in === 'path'),
    ),
    ...badQuery(
      document,
      call,
      parameters.filter((one) => one.in === 'query'),
    ),
    fc.oneof(...badHeaders),
    ...(json === null ? [] : badBodies(document, json)),
  );
  return fc
    .tuple(validRequest(document, call), fc.array(change, { maxLength: 2 }))
    .map(([good, changes]) => changes.reduce((request, one) => one(request), good));
}
