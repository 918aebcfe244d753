import { z } from 'zod';
import { bodyTooLarge } from './request-body.ts';
import { NoConnectionFree } from '../../ledger/database/no-connection-free.ts';
import { isPassingTrouble } from '../../ledger/database/passing-trouble.ts';
import { overloaded } from '../problems/overloaded.ts';
import { ProblemError } from '../problems/problem-error.ts';

/** What Express and its body reader throw: http-errors. */
const httpError = z.object({ status: z.int().min(400).max(499), type: z.string().optional() });

function fromHttpError(error: z.output<typeof httpError>): ProblemError {
  if (error.status === 413) return bodyTooLarge();
  if (error.status === 415) {
    const detail = 'Send the body uncompressed, as application/json; nothing was done.';
    return new ProblemError('unsupported_media_type', detail);
  }
  return new ProblemError('invalid_request', 'The request could not be read; nothing was done.');
}

/**
 * The problem that the caller is told for any error. An unknown error is ours, and shows no
 * details.
 */
export function toProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  const known = httpError.safeParse(error);
  if (known.success) return fromHttpError(known.data);
  if (error instanceof NoConnectionFree) return overloaded(error);
  if (isPassingTrouble(error)) {
    return new ProblemError(
      'ledger_unavailable',
      'The ledger did not answer, so what became of the request is unknown. Repeat it with the same Idempotency-Key; nothing will be done twice.',
      { cause: error },
    );
  }
  return new ProblemError(
    'internal_error',
    'Something of ours is broken, so what became of the request is unknown. Repeat it with the same Idempotency-Key; nothing will be done twice. If it stays, tell us the request_id.',
    { cause: error },
  );
}
