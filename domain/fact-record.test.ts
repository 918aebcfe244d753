import { expect, test } from 'vitest';
import { factVersion, fromRecord, toRecord } from './fact-record.ts';
import type { RecordedFact } from './fact.ts';
import { InvariantViolation } from './invariant.ts';

const fact: RecordedFact = { type: 'order_paid', number: 'A', atMs: 1 };

test('a fact is stored with the version of its shape and read back the same', () => {
  expect(toRecord(fact)).toEqual({ v: factVersion, fact });
  expect(fromRecord(toRecord(fact))).toEqual(fact);
});

test.each([0, factVersion + 1, -1, 1.5, Number.NaN])('an unknown version %d is refused', (v) => {
  expect(() => fromRecord({ v, fact })).toThrow(InvariantViolation);
});

test.each(['order_paid_twice', 'toString', '', undefined])(
  'nothing-lost: a fact of a kind this build does not know (%s) is refused, never passed over',
  (type) => {
    const record = { v: factVersion, fact: { ...fact, type } };
    expect(() => fromRecord(record)).toThrow(InvariantViolation);
  },
);

test('what a run may forget is no fact of the ledger', () => {
  const passing = { type: 'poll_answered', number: 'A', askedAtMs: 1, atMs: 1 };
  expect(() => fromRecord({ v: factVersion, fact: passing })).toThrow(InvariantViolation);
});
