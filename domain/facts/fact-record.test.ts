import { expect, test } from 'vitest';
import { factVersion, fromRecord, toRecord } from './fact-record.ts';
import type { RecordedFact } from './fact.ts';
import { InvariantViolation } from '../invariant.ts';

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

test('rule 22: an old fact is read without the words of merchant and channel', () => {
  const of = { number: 'AR1', atMs: 1 };
  const failed = { ...of, type: 'refund_failed', code: 'closed' };
  expect(fromRecord({ v: 1, fact: { ...failed, message: 'Mr Li has gone' } })).toEqual(failed);
  const refund = { id: 'r', kind: 'merchant', attempt: 'A', amountMinor: 1 };
  const asked = { ...of, ...refund, type: 'refund_requested', input: null };
  expect(fromRecord({ v: 1, fact: { ...asked, reason: 'Mr Li is ill' } })).toEqual({
    ...asked,
    reasonMark: null,
  });
  const held = { ...of, ...refund, type: 'refund_held', hold: 'over_cap' };
  expect(fromRecord({ v: 1, fact: { ...held, reason: 'Mr Li is ill' } })).toEqual(held);
  const closing = { type: 'order_closing', reason: 'deadline', input: null, atMs: 1 };
  expect(fromRecord({ v: 1, fact: closing })).toEqual(closing);
});
