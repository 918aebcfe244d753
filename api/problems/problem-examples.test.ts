import { expect, test } from 'vitest';
import { problemCodes } from './problem-codes.ts';
import { problemExamples } from './problem-examples.ts';

const unknown = ['engine_unavailable', 'ledger_unavailable', 'internal_error'];

test.each(Object.entries(problemExamples))(
  'the example of %s says what it means for the money',
  (code, detail) => {
    if (unknown.includes(code)) {
      expect(detail).toContain('is unknown');
      expect(detail).not.toMatch(/nothing was done|no money moved/);
    } else {
      expect(detail).toMatch(/nothing was done|no money moved/);
    }
  },
);

test('every status of 500 and more means unknown, and no other does, but for what was not begun', () => {
  const codes = Object.entries(problemCodes).filter(([, { status }]) => status >= 500);
  expect(codes.map(([code]) => code)).toEqual(['account_in_trouble', 'overloaded', ...unknown]);
});
