import { ApplicationFailure } from '@temporalio/activity';
import { InvariantViolation } from '../domain/invariant.ts';
import { LedgerViolation } from '../ledger/database/violation.ts';

/**
 * The one place where our errors become Temporal's. Our own bugs are not
 * retried in place: the workflow holds the order and asks again, ever more slowly.
 */
export function toApplicationFailure(error: unknown): unknown {
  if (error instanceof LedgerViolation) {
    return ApplicationFailure.create({
      type: 'ledger_violation',
      message: error.message,
      details: [{ invariant: error.invariant, constraint: error.constraint }],
      nonRetryable: true,
      cause: error,
    });
  }
  if (error instanceof InvariantViolation) {
    return ApplicationFailure.nonRetryable(error.message, 'invariant_violation');
  }
  return error;
}
