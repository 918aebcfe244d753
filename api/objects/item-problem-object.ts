import { z } from 'zod';
import { type ProblemCode, problemCodes } from '../problems/problem-codes.ts';
import type { ProblemError } from '../problems/problem-error.ts';

/** What went wrong with one of many things in a request: a problem without a request of its own. */
export const itemProblemObject = z
  .object({
    type: z.string().meta({
      description: 'The page of the code.',
      example: 'https://pay.example/docs/problems/refund_not_waiting',
      override: { format: 'uri' },
    }),
    title: z.string().meta({
      description: 'What the code means.',
      example: 'That refund does not wait for a person',
    }),
    status: z.int().meta({ description: 'The status that it would have alone.', example: 409 }),
    detail: z.string().meta({
      description: 'What happened, what it means for the money, what to do.',
      example: 'The refund went out before; nothing was changed.',
    }),
    code: z
      .enum(Object.keys(problemCodes) as ProblemCode[])
      .meta({ description: 'Never changes its meaning.', example: 'refund_not_waiting' }),
    retryable: z.boolean().meta({
      description: 'The request, with the same Idempotency-Key, may be sent again.',
      example: false,
    }),
  })
  .meta({ id: 'ItemProblem', description: 'What went wrong with one of many.' });

/** @param publicUrl where the pages of the codes are found, without a slash at its end */
export function itemProblem(
  { code, detail }: ProblemError,
  publicUrl: string,
): z.output<typeof itemProblemObject> {
  const { title, status, retryable } = problemCodes[code];
  return { type: `${publicUrl}/docs/problems/${code}`, title, status, detail, code, retryable };
}
