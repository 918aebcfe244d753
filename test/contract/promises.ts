import { z } from 'zod';
import { type ApiDocument, type Call, callsOf, type Schema } from './api-document.ts';

/**
 * What a document promises, a line each, as docs/versioning.md says it.
 *
 * - `operation`, `answers`, `tells`, `always`, `takes`, `code`, `event`: stays.
 * - `requires`: may go, and none may join those of a call or schema that is known.
 */
export type Promises = readonly string[];

/** Whether a schema is of what is sent to us, or of what we tell. */
type Side = Readonly<{ has: 'takes' | 'tells'; must: 'requires' | 'always' }>;
const request: Side = { has: 'takes', must: 'requires' };
const answer: Side = { has: 'tells', must: 'always' };

const json = 'application/json';
const isSchema = z.record(z.string(), z.unknown());
const told = z.looseObject({
  webhooks: z.record(
    z.string(),
    z.object({
      post: z.object({
        operationId: z.string(),
        requestBody: z.object({ content: z.record(z.string(), z.object({ schema: isSchema })) }),
      }),
    }),
  ),
  components: z.looseObject({
    examples: z.record(
      z.string(),
      z.object({ value: z.object({ status: z.int(), retryable: z.boolean() }) }),
    ),
  }),
});

function schemaOf(value: unknown): Schema {
  return isSchema.parse(value ?? {});
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The components that schemas refer to are told once, each under its own name. */
class SchemaPromises {
  readonly lines = new Set<string>();
  readonly #document: ApiDocument;
  readonly #side: Side;
  readonly #seen = new Set<string>();

  constructor(document: ApiDocument, side: Side) {
    this.#document = document;
    this.#side = side;
  }

  /** Tells the fields of a schema. @returns its type, in a word */
  read(at: string, schema: Schema): string {
    const { $ref, type, items, properties } = schema;
    if (typeof $ref === 'string') return this.#component($ref.split('/').at(-1) ?? '');
    const choices = [...listOf(schema['anyOf']), ...listOf(schema['oneOf'])].map(schemaOf);
    if (choices.length > 0) {
      const types = choices.map((choice, index) => this.read(`${at}|${index + 1}`, choice));
      return [...new Set(types)].join('|');
    }
    if (properties !== undefined) this.#fields(at, schema);
    if (this.#side === request) this.#values(at, schema);
    if (type === 'array') return `${this.read(`${at}[]`, schemaOf(items))}[]`;
    if (typeof type === 'string') return type;
    return Array.isArray(type) ? type.join('|') : 'anything';
  }

  #component(name: string): string {
    if (this.#seen.has(name)) return name;
    this.#seen.add(name);
    const type = this.read(name, schemaOf(this.#document.components.schemas[name]));
    if (type !== 'object') this.lines.add(`${this.#side.has} ${name} ${type}`);
    return name;
  }

  #fields(at: string, { properties, required }: Schema): void {
    for (const [name, field] of Object.entries(schemaOf(properties))) {
      const here = `${at}.${name}`;
      this.lines.add(`${this.#side.has} ${here} ${this.read(here, schemaOf(field))}`);
      if (listOf(required).includes(name)) this.lines.add(`${this.#side.must} ${here}`);
    }
  }

  /** What may be sent; what is told may be any that was told before, or another. */
  #values(at: string, schema: Schema): void {
    const values = 'const' in schema ? [schema['const']] : listOf(schema['enum']);
    for (const value of values) this.lines.add(`takes ${at} = ${JSON.stringify(value)}`);
  }
}

function requestOf({ operation }: Call, schemas: SchemaPromises): Promises {
  const { operationId, parameters, requestBody } = operation;
  const parts = parameters.flatMap((one) => {
    const here = `${operationId} ${one.in} ${one.name}`;
    const type = schemas.read(here, one.schema);
    return [`takes ${here} ${type}`, ...(one.required ? [`requires ${here}`] : [])];
  });
  const bodies = Object.entries(requestBody?.content ?? {}).map(([type, { schema }]) => {
    const here = `${operationId} body ${type}`;
    return `takes ${here} ${schemas.read(here, schema ?? {})}`;
  });
  const must = requestBody?.required === true ? [`requires ${operationId} body`] : [];
  return [...parts, ...bodies, ...must];
}

function answersOf({ operation }: Call, schemas: SchemaPromises): Promises {
  return Object.entries(operation.responses).flatMap(([status, { content, headers }]) => {
    const here = `${operation.operationId} ${status}`;
    return [
      `answers ${here}`,
      ...Object.entries(headers)
        .filter(([, { required }]) => required)
        .map(([name]) => `answers ${here} header ${name}`),
      ...Object.entries(content).map(
        ([type, { schema }]) => `answers ${here} ${type} ${schemas.read(here, schema ?? {})}`,
      ),
    ];
  });
}

/** Everything that a document promises, sorted. */
export function promisesOf(document: ApiDocument): Promises {
  const sent = new SchemaPromises(document, request);
  const given = new SchemaPromises(document, answer);
  const { webhooks, components } = told.parse(document);
  const calls = callsOf(document).flatMap((call) => [
    `operation ${call.operation.operationId} ${call.method} ${call.path}`,
    ...requestOf(call, sent),
    ...answersOf(call, given),
  ]);
  const events = Object.entries(webhooks).map(([type, { post }]) => {
    const schema = schemaOf(post.requestBody.content[json]?.schema);
    return `event ${type} ${post.operationId} ${given.read(post.operationId, schema)}`;
  });
  const codes = Object.entries(components.examples).map(
    ([code, { value }]) =>
      `code ${code} ${value.status} ${value.retryable ? 'retryable' : 'definite'}`,
  );
  const all = [...calls, ...sent.lines, ...given.lines, ...events, ...codes];
  return [...new Set(all)].toSorted((one, other) => (one < other ? -1 : 1));
}

/** The call or schema that a `requires` is of: `requires payOrder header X`, `requires Money.value`. */
function ownerOf(line: string): string {
  return line.split(/[ .]/)[1] ?? '';
}

/** Which promises of `frozen` the promises of today break, in words. */
export function brokenPromises(frozen: Promises, today: Promises): Promises {
  const kept = new Set(today);
  const known = new Set(frozen);
  const owners = new Set(frozen.map(ownerOf));
  const gone = frozen.filter((line) => !line.startsWith('requires ') && !kept.has(line));
  const joined = today.filter(
    (line) => line.startsWith('requires ') && !known.has(line) && owners.has(ownerOf(line)),
  );
  return [
    ...gone.map((line) => `no longer true: ${line}`),
    ...joined.map((line) => `newly: ${line}`),
  ];
}
