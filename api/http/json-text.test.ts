import { expect, test } from 'vitest';
import { deepestNesting, readJsonText } from './json-text.ts';
import { ProblemError } from '../problems/problem-error.ts';

function refusalOf(text: string | Uint8Array): ProblemError {
  try {
    readJsonText(typeof text === 'string' ? Buffer.from(text) : text);
  } catch (error) {
    if (error instanceof ProblemError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

test('plain JSON is read as it is', () => {
  expect(readJsonText(Buffer.from('{"a":[1,"二"]}'))).toEqual({ a: [1, '二'] });
});

test.each(['{', 'undefined', "{'a':1}", '{"a":1}x'])('what is no JSON is refused: %s', (text) => {
  expect(refusalOf(text).code).toBe('invalid_json');
});

test('what is no UTF-8 is refused', () => {
  expect(refusalOf(Uint8Array.from([0x22, 0xff, 0x22])).code).toBe('invalid_json');
});

test('nesting has a limit, however deep the body is', () => {
  const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
  expect(() => readJsonText(Buffer.from(nested(deepestNesting)))).not.toThrow();
  expect(refusalOf(nested(deepestNesting + 1)).code).toBe('body_too_deep');
  expect(refusalOf(nested(30_000)).code).toBe('body_too_deep');
});

test.each([
  ['{"a":{"b/c":"x\\u0000"}}', '/a/b~1c'],
  ['{"a":["\\ud800"]}', '/a/0'],
  ['{"a\\u0000":1}', '/a\u0000'],
  ['{"__proto__":{"role":"ops"}}', '/__proto__'],
])('text the ledger can not store is refused, and where: %s', (text, pointer) => {
  const problem = refusalOf(text);
  expect(problem.code).toBe('invalid_request');
  expect(problem.errors.map((error) => error.pointer)).toEqual([pointer]);
});
