import { WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { ProblemError } from '../problems/problem-error.ts';

/**
 * Failures of an update that are the engine's, not the workflow's: the run ended
 * between taking the request and answering it, or a workflow task was lost with
 * the request in it. The same request, under the same id, may be made at once.
 */
const enginesOwn = new Set<unknown>(['AcceptedUpdateCompletedWorkflow', 'UnprocessedUpdate']);

/**
 * Whether the engine dropped the request on its way, which does not mean that the order refused it.
 */
export function wasDroppedByEngine(cause: unknown): boolean {
  return (
    cause instanceof WorkflowUpdateFailedError &&
    cause.cause instanceof ApplicationFailure &&
    enginesOwn.has(cause.cause.type)
  );
}

/**
 * How a worker's SDK rejects an update whose name its code does not handle; the failure has no type
 * of its own.
 */
const noHandler = /^No registered handler for update/;

/**
 * Whether the order's worker is of a release that does not know an update of this name. It was
 * rejected before anything was done, and the engine keeps nothing under its id.
 */
export function isUnknownUpdate(cause: unknown): boolean {
  return (
    cause instanceof WorkflowUpdateFailedError &&
    cause.cause instanceof ApplicationFailure &&
    noHandler.test(cause.cause.message)
  );
}

/**
 * The order's worker can't read the request as this API names it, because one of the two is of
 * another version. Nothing was done; once both are replaced the same request is taken.
 */
const ofAnotherVersion = 'malformed_request';

/** Whether the problem is that the engine, or the order's run, did not answer. */
export function isUnavailable(problem: unknown): boolean {
  return problem instanceof ProblemError && problem.code === 'engine_unavailable';
}

/**
 * What a failed call to the engine means to the caller. Nearly always the outcome
 * is unknown, and the call is to be repeated with the same key. Only a request that
 * the workflow itself did not find is our own mistake: repeating it would not help.
 */
export function engineProblem(cause: unknown): ProblemError {
  if (
    cause instanceof WorkflowUpdateFailedError &&
    cause.cause instanceof ApplicationFailure &&
    cause.cause.nonRetryable === true &&
    cause.cause.type !== ofAnotherVersion &&
    !wasDroppedByEngine(cause)
  ) {
    return new ProblemError(
      'internal_error',
      'The order did not take the request, so nothing was done with it. Tell us the request_id.',
      { cause },
    );
  }
  return new ProblemError(
    'engine_unavailable',
    'The payment engine did not answer in time, so what became of the request is unknown. Repeat it with the same Idempotency-Key: no second payment or refund can come of it.',
    { cause },
  );
}
