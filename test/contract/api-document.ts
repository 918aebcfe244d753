import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** What the tests read of an OpenAPI document; schemas are read by whoever needs them. */
const schema = z.record(z.string(), z.unknown());
const media = z.object({
  schema: schema.optional(),
  example: z.unknown().optional(),
  examples: z.record(z.string(), z.unknown()).optional(),
});
const content = z.record(z.string(), media);

const parameter = z.object({
  name: z.string(),
  in: z.enum(['path', 'query', 'header', 'cookie']),
  required: z.boolean().default(false),
  schema,
});

const answer = z.object({
  headers: z
    .record(z.string(), z.object({ required: z.boolean().default(false), schema }))
    .default({}),
  content: content.default({}),
});

const operation = z.object({
  operationId: z.string(),
  security: z.array(z.record(z.string(), z.unknown())).default([{}]),
  parameters: z.array(parameter).default([]),
  requestBody: z.object({ required: z.boolean().default(false), content }).optional(),
  responses: z.record(z.string(), answer),
});

const methods = z.enum(['get', 'post', 'put', 'patch', 'delete']);

const document = z.looseObject({
  paths: z.record(z.string(), z.partialRecord(methods, operation)),
  components: z.looseObject({ schemas: z.record(z.string(), schema) }),
});

export type ApiDocument = z.output<typeof document>;
export type Schema = z.output<typeof schema>;
export type Operation = z.output<typeof operation>;
export type Parameter = z.output<typeof parameter>;
export type DocumentedAnswer = z.output<typeof answer>;

/** One call of the document. */
export type Call = Readonly<{ method: string; path: string; operation: Operation }>;

const namedHeaders = z.object({
  components: z.object({ headers: z.record(z.string(), z.unknown()) }),
});

/** A document whose answers hold the named headers, where they referred to them. */
function withHeaders(of: unknown): unknown {
  const named = namedHeaders.safeParse(of).data?.components.headers ?? {};
  const byReference = new Map(
    Object.entries(named).map(([name, header]) => [`#/components/headers/${name}`, header]),
  );
  const read = JSON.stringify(of, (_name, value: unknown) => {
    if (typeof value !== 'object' || value === null || !('$ref' in value)) return value;
    return byReference.get(String(value.$ref)) ?? value;
  });
  return JSON.parse(read) as unknown;
}

/** @throws when it is not an OpenAPI document as far as the tests read it */
export function readDocument(of: unknown): ApiDocument {
  return document.parse(withHeaders(of));
}

/** docs/openapi.json, as it is committed. */
export function committedDocument(): ApiDocument {
  const file = new URL('../../docs/openapi.json', import.meta.url);
  return readDocument(JSON.parse(readFileSync(file, 'utf8')));
}

/** Every call of a document. */
export function callsOf({ paths }: ApiDocument): readonly Call[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ method, path, operation })),
  );
}
