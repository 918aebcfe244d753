import { expect, test } from 'vitest';
import { problemDocument } from '../problems/problem-document.ts';
import { refusedProblem } from './refusal-problem.ts';

test('rule 1: a cooling channel is 429, retryable, and says when', () => {
  const refusal = {
    kind: 'refused',
    code: 'channel_cooling',
    untilMs: Date.now() + 29_500,
  } as const;
  const problem = refusedProblem(refusal);
  expect(problem.headers['retry-after']).toBe('30');
  expect(problemDocument(problem, 'req_1', 'https://pay.example')).toMatchObject({
    status: 429,
    code: 'channel_cooling',
    retryable: true,
  });
  expect(refusedProblem({ ...refusal, untilMs: 0 }).headers['retry-after']).toBe('1');
});

test('rule 1: past the attempt limit is 409, and repeating it does not help', () => {
  const problem = refusedProblem({ kind: 'refused', code: 'too_many_attempts' });
  expect(problemDocument(problem, 'req_1', 'https://pay.example')).toMatchObject({
    status: 409,
    code: 'too_many_attempts',
    retryable: false,
  });
});
