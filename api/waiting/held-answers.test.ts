import { expect, test } from 'vitest';
import { ProblemError } from '../problems/problem-error.ts';
import { holdAnswers } from './held-answers.ts';

/** How a place is refused; null where it is given. */
function refusalOf(take: () => unknown): ProblemError | null {
  try {
    take();
    return null;
  } catch (error) {
    if (error instanceof ProblemError) return error;
    throw error;
  }
}

const soon = (): number => Date.now() + 10_000;

test('one key never holds more answers than it may, and others are not kept out', () => {
  const places = holdAnswers({ waiting: 10, waitingPerKey: 2 });
  const release = places.hold('one', soon());
  places.hold('one', Date.now() + 20_000);
  const refusal = refusalOf(() => places.hold('one', soon()));
  expect(refusal?.code).toBe('rate_limited');
  expect(Number(refusal?.headers['retry-after'])).toBeGreaterThanOrEqual(9);
  expect(Number(refusal?.headers['retry-after'])).toBeLessThanOrEqual(10);
  places.hold('another', soon());
  release();
  release();
  places.hold('one', soon());
  expect(refusalOf(() => places.hold('one', soon()))?.code).toBe('rate_limited');
});

test('a process never holds more answers than it may', () => {
  const places = holdAnswers({ waiting: 3, waitingPerKey: 2 });
  const releases = ['a', 'b', 'c'].map((whose) => places.hold(whose, soon()));
  expect(refusalOf(() => places.hold('d', soon()))?.code).toBe('rate_limited');
  releases[0]?.();
  expect(refusalOf(() => places.hold('d', soon()))).toBeNull();
});
