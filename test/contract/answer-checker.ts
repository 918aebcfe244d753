import { Ajv2020 } from 'ajv/dist/2020.js';
import { z } from 'zod';
import {
  type ApiDocument,
  committedDocument,
  type DocumentedAnswer,
  type Operation,
} from './api-document.ts';
import { findPath } from './find-path.ts';

/** An answer as it came over the wire. */
export type SeenAnswer = Readonly<{
  method: string;
  /** Path of the request, as it was sent. */
  path: string;
  status: number;
  headers: Headers;
  /** Null: it was not read, as that of a stream. */
  body: string | null;
}>;

/** What is wrong with an answer, in words; none: it is as the document says. */
export type AnswerChecker = (seen: SeenAnswer) => readonly string[];

/** An operation's answer, and where the document holds it. */
type Found = Readonly<{ answer: DocumentedAnswer; pointer: readonly string[] }>;

const problemType = 'application/problem+json';
const problem = z.object({ status: z.number(), code: z.string() });

function mediaTypeOf(headers: Headers): string | null {
  const type = headers.get('content-type');
  return type === null ? null : (type.split(';')[0] ?? '').trim().toLowerCase();
}

function findAnswer(
  { responses }: Operation,
  status: number,
): readonly [string, DocumentedAnswer] | null {
  for (const name of [String(status), `${String(status).slice(0, 1)}XX`, 'default']) {
    const answer = responses[name];
    if (answer !== undefined) return [name, answer];
  }
  return null;
}

function headerMistakes({ headers: told }: DocumentedAnswer, { headers }: SeenAnswer): string[] {
  return Object.entries(told).flatMap(([name, { required, schema }]) => {
    const text = headers.get(name);
    if (text === null) return required ? [`the header ${name} is missing`] : [];
    const isDigits = /^\d+$/.test(text);
    return schema['type'] === 'integer' && !isDigits ? [`the header ${name} is no integer`] : [];
  });
}

/**
 * A schema that tells fields lets answers gain others, for readers; here no answer may hold a field
 * that is not told.
 */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.fromEntries(
    Object.entries(schema).map(([name, value]) => [name, closed(value)]),
  );
  const isOpen = 'properties' in inner && 'type' in inner && !('additionalProperties' in inner);
  return isOpen ? { ...inner, additionalProperties: false } : inner;
}

/** Whether `body` fits what stands at a place of the document; null when it does. */
type Fits = (pointer: readonly string[], body: unknown) => string | null;

function fitsBy(document: ApiDocument): Fits {
  // `strict` finds keywords that would check nothing; these say things to people.
  const ajv = new Ajv2020({ strict: true, strictRequired: false, validateFormats: false });
  ajv.addVocabulary(['paths', 'components', 'example', 'discriminator']);
  const { paths, components } = document;
  ajv.addSchema(closed({ paths, components }) as object, 'document', false, false);
  return (pointer, body) => {
    const at = pointer
      .map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')))
      .join('/');
    const place = `document#/${at}`;
    const validate = ajv.getSchema(place);
    if (validate === undefined) throw new Error(`the document holds no schema at ${place}`);
    return validate(body) === true
      ? null
      : ajv.errorsText(validate.errors, { dataVar: 'the body' });
  };
}

function asJson(text: string): Readonly<{ value: unknown }> | null {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return null;
  }
}

function problemMistakes(codes: readonly string[], value: unknown, status: number): string[] {
  const { data } = problem.safeParse(value);
  if (data === undefined) return ['the problem has no code'];
  return [
    ...(codes.includes(data.code) ? [] : [`the code ${data.code} is not told for ${status}`]),
    ...(data.status === status ? [] : [`the problem tells the status ${data.status}`]),
  ];
}

function contentMistakes({ answer, pointer }: Found, seen: SeenAnswer, fits: Fits): string[] {
  const { content } = answer;
  const { status, headers, body } = seen;
  const isBare = seen.method === 'HEAD';
  if (Object.keys(content).length === 0 || isBare) {
    return body === null || body === '' ? [] : ['it has a body, where none is told'];
  }
  const type = mediaTypeOf(headers);
  const told = type === null ? undefined : content[type];
  if (type === null || told === undefined) return [`the media type ${type ?? 'none'} is not told`];
  if (body === null || told.schema === undefined) return [];
  const isJson = /[/+]json$/.test(type);
  const read = isJson ? asJson(body) : { value: body };
  if (read === null) return ['the body is no JSON'];
  const misfit = fits([...pointer, 'content', type, 'schema'], read.value);
  const codes = Object.keys(told.examples ?? {});
  return [
    ...(misfit === null ? [] : [misfit]),
    ...(type === problemType ? problemMistakes(codes, read.value, status) : []),
  ];
}

function isDecodable(path: string): boolean {
  try {
    return decodeURIComponent(path) !== '';
  } catch {
    return false;
  }
}

/** What stands before all routes: told for the whole document, and not for an address. */
function outsideMistakes(seen: SeenAnswer, told: number, wanted: string, fits: Fits): string[] {
  // The address is read before it is looked whether it takes the method.
  const isRead = seen.status !== 400 || isDecodable(seen.path);
  const [status, code] = isRead ? ([told, wanted] as const) : ([400, 'invalid_request'] as const);
  if (seen.status !== status) return [`the document has no such call, so ${status} was expected`];
  if (mediaTypeOf(seen.headers) !== problemType) return [`it is no ${problemType}`];
  if (seen.body === null || seen.method === 'HEAD') return [];
  const read = asJson(seen.body);
  if (read === null) return ['the body is no JSON'];
  const misfit = fits(['components', 'schemas', 'Problem'], read.value);
  return [
    ...(misfit === null ? [] : [misfit]),
    ...problemMistakes([code], read.value, status),
    ...(status === 405 && !seen.headers.has('allow') ? ['the header Allow is missing'] : []),
  ];
}

/**
 * Makes a checker of answers of an OpenAPI document: what it does not tell, no answer may be.
 * Formats (`uri`, `date-time`) are hints to people and check nothing; patterns do.
 */
export function openAnswerChecker(document: ApiDocument = committedDocument()): AnswerChecker {
  const fits = fitsBy(document);
  const paths = Object.keys(document.paths);
  return (seen) => {
    const path = findPath(paths, seen.path);
    if (path === null) return outsideMistakes(seen, 404, 'route_not_found', fits);
    const method = seen.method === 'HEAD' ? 'get' : seen.method.toLowerCase();
    const item = new Map<string, Operation>(Object.entries(document.paths[path] ?? {}));
    const operation = item.get(method);
    if (operation === undefined) return outsideMistakes(seen, 405, 'method_not_allowed', fits);
    const found = findAnswer(operation, seen.status);
    if (found === null) return [`the status ${seen.status} is not told for ${method} ${path}`];
    const [name, answer] = found;
    const pointer = ['paths', path, method, 'responses', name];
    return [...headerMistakes(answer, seen), ...contentMistakes({ answer, pointer }, seen, fits)];
  };
}
