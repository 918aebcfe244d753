import { ApplicationFailure } from '@temporalio/activity';
import { expect, test } from 'vitest';
import { InvariantViolation } from '../domain/invariant.ts';
import { LedgerViolation } from '../ledger/database/violation.ts';
import { toApplicationFailure } from './to-application-failure.ts';

test('a broken invariant is not tried again by the engine, and names what would not hold', () => {
  const refused = new LedgerViolation('one-winner/one-per-order', 'a second winner', null);
  const failure = toApplicationFailure(refused);
  expect(failure).toBeInstanceOf(ApplicationFailure);
  expect(failure).toMatchObject({
    type: 'ledger_violation',
    nonRetryable: true,
    details: [{ invariant: 'one-winner', constraint: 'one-winner/one-per-order' }],
  });
  const ours = toApplicationFailure(new InvariantViolation('money is never negative'));
  expect(ours).toMatchObject({ type: 'invariant_violation', nonRetryable: true });
});

test('what is no error of ours stays what it is', () => {
  const lost = new Error('the connection was lost');
  expect(toApplicationFailure(lost)).toBe(lost);
});

test.each(['55P03', '40001', '40P01', '25P03', '57014', '53300', '57P01'])(
  'the ledger’s trouble of the moment (%s) is tried again by the engine',
  (code) => {
    const trouble = Object.assign(new Error('not now'), { code });
    const failure = toApplicationFailure(trouble);
    expect(failure).toBe(trouble);
    expect(failure).not.toHaveProperty('nonRetryable');
  },
);
