import { ApplicationFailure } from '@temporalio/activity';
import { InvariantViolation } from '../domain/invariant.ts';
import { LedgerViolation } from '../ledger/database/violation.ts';

/**
 * The one place where our errors become Temporal's. The engine does not retry our own bugs: the
 * workflow holds what was refused and tries it again, ever more slowly.
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
