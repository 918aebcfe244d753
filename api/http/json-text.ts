import { ProblemError } from '../problems/problem-error.ts';

/** Deeper than any request of ours, and not so deep that recursion could overflow the stack. */
export const deepestNesting = 20;

const loneSurrogate = /\p{Surrogate}/u;

function escapePointer(part: string): string {
  return part.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** A JSON pointer (RFC 6901) to where `path` leads. */
export function jsonPointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${escapePointer(String(part))}`).join('');
}

function refuse(path: readonly string[], detail: string): never {
  throw new ProblemError('invalid_request', 'The body holds text that can not be stored.', {
    errors: [{ pointer: jsonPointer(path), detail }],
  });
}

function checkText(text: string, path: readonly string[]): void {
  // PostgreSQL can store neither. Here it is shown as the sender's mistake; later it would look
  // like ours.
  if (text.includes('\u0000')) refuse(path, 'must not contain NUL');
  if (loneSurrogate.test(text)) refuse(path, 'must be well-formed Unicode');
}

function checkValue(value: unknown, path: readonly string[]): void {
  if (typeof value === 'string') checkText(value, path);
  if (typeof value !== 'object' || value === null) return;
  if (path.length >= deepestNesting) {
    throw new ProblemError(
      'body_too_deep',
      `The body is nested deeper than ${deepestNesting} levels; nothing was done.`,
    );
  }
  for (const [name, inner] of Object.entries(value)) {
    const innerPath = [...path, name];
    checkText(name, innerPath);
    if (name === '__proto__') refuse(innerPath, 'is not a usable name');
    checkValue(inner, innerPath);
  }
}

/**
 * Reads a request's body as JSON.
 *
 * @throws ProblemError `invalid_json`, `body_too_deep`, or `invalid_request` for text that can't be stored
 */
export function readJsonText(body: Uint8Array): unknown {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (cause) {
    throw new ProblemError('invalid_json', 'The body is not UTF-8 JSON; nothing was done.', {
      cause,
    });
  }
  checkValue(value, []);
  return value;
}
