import { expect, test } from 'vitest';
import { z } from 'zod';
import { parseBody } from '../http/parse-request.ts';
import { problemCodes } from './problem-codes.ts';
import { problemDocument } from './problem-document.ts';
import { ProblemError } from './problem-error.ts';
import { toProblem } from '../http/to-problem.ts';

test('a problem tells people and programs what happened and whether to repeat', () => {
  const problem = new ProblemError('engine_unavailable', 'Repeat it.');
  expect(problemDocument(problem, 'req_1', 'https://pay.example')).toEqual({
    type: 'https://pay.example/docs/problems/engine_unavailable',
    title: problemCodes.engine_unavailable.title,
    status: 503,
    detail: 'Repeat it.',
    code: 'engine_unavailable',
    request_id: 'req_1',
    retryable: true,
  });
});

test('each mistake in a body has its pointer', () => {
  const schema = z.strictObject({ a: z.strictObject({ 'b/c': z.int() }), d: z.string() });
  try {
    parseBody(schema, { a: { 'b/c': 'x', extra: 1 } });
    expect.unreachable();
  } catch (error) {
    const pointers = toProblem(error).errors.map((one) => one.pointer);
    expect(pointers.sort()).toEqual(['/a/b~1c', '/a/extra', '/d']);
  }
});

test.each([
  [Object.assign(new Error('entity too large'), { status: 413 }), 'body_too_large'],
  [Object.assign(new Error('gzip'), { status: 415 }), 'unsupported_media_type'],
  [Object.assign(new URIError('%'), { status: 400 }), 'invalid_request'],
  [Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }), 'ledger_unavailable'],
  [Object.assign(new Error('shutting down'), { code: '57P01' }), 'ledger_unavailable'],
  [Object.assign(new Error('unique'), { code: '23505' }), 'internal_error'],
  [new Error('secret of the inside'), 'internal_error'],
  ['a string', 'internal_error'],
])('an error of any kind becomes a problem that tells nothing of the inside: %s', (error, code) => {
  const problem = toProblem(error);
  expect(problem.code).toBe(code);
  expect(problem.detail).not.toContain('secret');
});
