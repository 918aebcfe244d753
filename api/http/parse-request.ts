import type { z } from 'zod';
import { jsonPointer } from './json-text.ts';
import { ProblemError, type ProblemPointer } from '../problems/problem-error.ts';

/** The most mistakes that one answer names. */
const mostPointers = 20;

function pointersOf(issue: z.core.$ZodIssue, prefix: string): ProblemPointer[] {
  const at = (path: readonly PropertyKey[]): string => `${prefix}${jsonPointer(path)}`;
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      pointer: at([...issue.path, key]),
      detail: 'is not a field of this request',
    }));
  }
  return [{ pointer: at(issue.path), detail: issue.message }];
}

function parse<S extends z.ZodType>(
  schema: S,
  value: unknown,
  prefix: string,
  detail: string,
): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const errors = result.error.issues.flatMap((issue) => pointersOf(issue, prefix));
  throw new ProblemError('invalid_request', detail, { errors: errors.slice(0, mostPointers) });
}

/**
 * @returns the body as its schema reads it
 * @throws ProblemError `invalid_request` with a JSON pointer for each mistake
 */
export function parseBody<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  return parse(schema, body, '', 'The body is not as the contract says; nothing was done.');
}

/**
 * @returns the query as its schema reads it; its pointers begin with `?`
 * @throws ProblemError `invalid_request`
 */
export function parseQuery<S extends z.ZodType>(schema: S, query: unknown): z.output<S> {
  return parse(schema, query, '?', 'The query is not as the contract says; nothing was done.');
}

/**
 * @returns the headers as their schema reads them; their pointers begin with `header:`
 * @throws ProblemError `invalid_request`
 */
export function parseHeaders<S extends z.ZodType>(schema: S, headers: unknown): z.output<S> {
  return parse(
    schema,
    headers,
    'header:',
    'A header is not as the contract says; nothing was done.',
  );
}
