import { z } from 'zod';
import { type ProblemCode, problemCodes } from './problem-codes.ts';
import { problemExamples } from './problem-examples.ts';

/** What every problem tells, shown by the example of one code. */
function members(code: ProblemCode) {
  const { title, status, retryable } = problemCodes[code];
  return {
    type: z.string().meta({
      description: 'The page of the code.',
      example: `https://pay.example/docs/problems/${code}`,
      override: { format: 'uri' },
    }),
    title: z.string().meta({ description: 'What the code means.', example: title }),
    status: z.int().meta({
      description: 'The status that the code is answered with.',
      example: status,
    }),
    detail: z.string().meta({
      description: 'What happened, what it means for the money, what to do.',
      example: problemExamples[code],
    }),
    code: z
      .enum(Object.keys(problemCodes) as ProblemCode[])
      .meta({ description: 'Never changes its meaning.', example: code }),
    retryable: z.boolean().meta({
      description: 'The same request, with the same Idempotency-Key, may be sent again.',
      example: retryable,
    }),
  };
}

const pointer = z
  .object({
    pointer: z.string().meta({
      description:
        'A JSON pointer into the body; `?/NAME` in the query, `header:/NAME` in a header.',
      example: '/amount/value',
    }),
    detail: z.string().meta({ description: 'What is wrong there.', example: 'must be 1 or more' }),
  })
  .meta({ id: 'ProblemPointer', description: 'One mistake of a request.' });

/** What went wrong with one of many things in a request: a problem without a request of its own. */
export const itemProblemObject = z
  .object(members('refund_not_waiting'))
  .meta({ id: 'ItemProblem', description: 'What went wrong with one of many.' });

/** The body of an error answer: RFC 9457 with our members. */
export const problemObject = z
  .object({
    ...members('order_already_paid'),
    request_id: z
      .string()
      .meta({ description: 'Tell it to whoever runs this installation.', example: 'req_7f0c' }),
    errors: z.array(pointer).optional().meta({ description: 'Each mistake of the request.' }),
  })
  .meta({ id: 'Problem', description: 'An error: RFC 9457, `application/problem+json`.' });
