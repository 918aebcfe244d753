import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { allRoutes } from '../all-routes.ts';
import { problemCodes } from '../problems/problem-codes.ts';
import { contractOf } from './document.ts';
import { documentText } from './document-text.ts';
import { exampleOf } from './example-of.ts';
import { problemsOf } from './told-problems.ts';

const parameter = z.object({
  name: z.string(),
  description: z.string().optional(),
  schema: z.object({ example: z.unknown().optional() }),
});
const parameters = z.object({
  paths: z.record(
    z.string(),
    z.record(z.string(), z.object({ parameters: z.array(parameter).optional() })),
  ),
});

const committed = new URL('../../docs/openapi.json', import.meta.url);

test('docs/openapi.json is the document of the routes; `npm run contract` writes it', () => {
  expect(readFileSync(committed, 'utf8')).toBe(documentText());
});

test('every route has a name of its own, and no two routes an address', () => {
  const names = allRoutes.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  const addresses = allRoutes.map(({ method, path }) => `${method} ${path}`);
  expect(new Set(addresses).size).toBe(addresses.length);
});

test('every code is told by some route, but for the method that an address does not take', () => {
  const told = new Set(allRoutes.flatMap(problemsOf));
  expect([...told, 'method_not_allowed'].toSorted()).toEqual(Object.keys(problemCodes).toSorted());
});

/** Every schema in a document, with where it stands. */
function* fieldsOf(value: unknown, at: string): Generator<readonly [string, object]> {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value as Record<string, unknown>)) {
    const here = `${at}/${name}`;
    if (at.endsWith('/properties') && typeof inner === 'object' && inner !== null) {
      yield [here, inner];
    }
    if (name !== 'example' && name !== 'examples') yield* fieldsOf(inner, here);
  }
}

test('every field of a request or an answer is described', () => {
  const document: unknown = JSON.parse(documentText());
  const silent = [...fieldsOf(document, '')]
    .filter(([, field]) => !('description' in field) && !('$ref' in field))
    .map(([at]) => at);
  expect(silent).toEqual([]);
});

test('every parameter is described and has an example', () => {
  const document = parameters.parse(JSON.parse(documentText()));
  const silent = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.values(operations).flatMap((operation) =>
      (operation.parameters ?? [])
        .filter((one) => one.description === undefined || one.schema.example === undefined)
        .map((one) => `${path} ${one.name}`),
    ),
  );
  expect(silent).toEqual([]);
});

test('every schema of a request or an answer shows an example of itself', () => {
  const { components } = contractOf(allRoutes, 'https://pay.example');
  const silent = Object.entries(components?.schemas ?? {})
    .filter(([, schema]) => !('example' in schema))
    .map(([name]) => name);
  expect(silent).toEqual([]);
});

test.each(
  allRoutes.flatMap((route) =>
    route.kind !== 'keyed'
      ? []
      : Object.entries(route.answers).flatMap(([status, { body }]) =>
          body === null ? [] : [[`${route.name} ${status}`, body] as const],
        ),
  ),
)('the example of the answer %s is one', (_name, body) => {
  expect(body.safeParse(exampleOf(body)).error).toBeUndefined();
});

test.each(
  allRoutes.flatMap((route) => (route.kind === 'keyed' && route.body !== null ? [route] : [])),
)('the example of the request $name is one', ({ body, example }) => {
  expect(body?.safeParse(example).error).toBeUndefined();
});
