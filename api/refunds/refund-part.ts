import { z } from 'zod';
import type { PathPart } from '../http/path-part.ts';
import { ProblemError } from '../problems/problem-error.ts';

/** The problem for an unknown refund, and for another merchant's. */
export function refundNotFound(): ProblemError {
  return new ProblemError('refund_not_found', 'There is no refund of that number.');
}

/** The number of a refund. */
export const refundNumber = z
  .string()
  .regex(/^[0-9A-Za-z_-]{1,64}$/, 'must be the number of a refund')
  .meta({ description: 'The refund’s number.', example: 'R7Q0ZK3N5T8X1W4M6B9C2D0F' });

/** The part of a path that names a refund. */
export const refundPart: PathPart = { form: refundNumber, unknown: refundNotFound };
