import { WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { expect, test } from 'vitest';
import { engineProblem } from './engine-problem.ts';

function rejectedAs(type: string): WorkflowUpdateFailedError {
  const cause = ApplicationFailure.nonRetryable('not taken', type);
  return new WorkflowUpdateFailedError('the update failed', cause);
}

test('while API and worker are of two versions, a request is to be repeated, not given up', () => {
  expect(engineProblem(rejectedAs('malformed_request')).code).toBe('engine_unavailable');
});

test('a request that its order does not find is our own mistake', () => {
  expect(engineProblem(rejectedAs('no_such_request')).code).toBe('internal_error');
});
