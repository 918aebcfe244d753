import type { ZodOpenApiResponseObject } from 'zod-openapi';
import { z } from 'zod';
import type { Route } from '../http/route.ts';
import { type ProblemCode, problemCodes } from '../problems/problem-codes.ts';
import { challengeHeader, requestIdHeader } from './told-headers.ts';

/** What stands before all routes refuses: of what the parser can't read, or waits for in vain. */
const ofEvery: readonly ProblemCode[] = [
  'invalid_http',
  'request_timed_out',
  'body_too_large',
  'expectation_failed',
  'headers_too_large',
];
/** What any request with a key can be refused with, before its route looks at it. */
const ofEveryKeyed: readonly ProblemCode[] = [
  'invalid_request',
  'unauthenticated',
  'role_not_allowed',
  'ledger_unavailable',
  'internal_error',
];
const ofBodies: readonly ProblemCode[] = [
  'invalid_json',
  'body_too_deep',
  'unsupported_media_type',
];
const ofKeys: readonly ProblemCode[] = [
  'idempotency_key_invalid',
  'idempotency_key_reused',
  'idempotency_key_in_use',
];

/** Every code that a route may refuse with. */
export function problemsOf(route: Route): readonly ProblemCode[] {
  if (route.kind === 'raw') {
    const ofParts: readonly ProblemCode[] =
      Object.keys(route.parts).length === 0 ? [] : ['invalid_request'];
    return [...ofEvery, ...ofParts, ...route.problems];
  }
  return [
    ...ofEvery,
    ...ofEveryKeyed,
    ...(route.body === null ? [] : ofBodies),
    ...(route.key === 'none' ? [] : ofKeys),
    ...(route.key === 'required' ? (['idempotency_key_missing'] as const) : []),
    ...(route.namesMerchant === 'no' ? [] : (['merchant_not_found'] as const)),
    ...route.problems,
  ];
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

/** The body of an error answer: RFC 9457 with our members. @see problem-document.ts */
export const problemObject = z
  .object({
    type: z.string().meta({
      description: 'The page of the code.',
      example: 'https://pay.example/docs/problems/order_already_paid',
      override: { format: 'uri' },
    }),
    title: z
      .string()
      .meta({ description: 'What the code means.', example: 'The order is already paid' }),
    status: z.int().meta({ description: 'The answer’s status.', example: 409 }),
    detail: z.string().meta({
      description: 'What happened, what it means for the money, what to do.',
      example: 'The order is paid; nobody was asked to pay again.',
    }),
    code: z
      .enum(Object.keys(problemCodes) as ProblemCode[])
      .meta({ description: 'Never changes its meaning.', example: 'order_already_paid' }),
    request_id: z
      .string()
      .meta({ description: 'Tell it to whoever runs this installation.', example: 'req_7f0c' }),
    retryable: z.boolean().meta({
      description: 'The same request, with the same Idempotency-Key, may be sent again.',
      example: false,
    }),
    errors: z.array(pointer).optional().meta({ description: 'Each mistake of the request.' }),
  })
  .meta({ id: 'Problem', description: 'An error: RFC 9457, `application/problem+json`.' });

function exampleOf(code: ProblemCode): Readonly<{ summary: string; value: object }> {
  const { title, status, retryable } = problemCodes[code];
  return {
    summary: title,
    value: {
      type: `https://pay.example/docs/problems/${code}`,
      title,
      status,
      detail: `${title}. See the page of the code.`,
      code,
      request_id: 'req_7f0c4c3e-0000-4000-8000-000000000000',
      retryable,
    },
  };
}

/** An example of each problem that the routes tell; their answers refer to it. */
export function problemExamples(routes: readonly Route[]): Readonly<Record<string, object>> {
  const told = new Set(routes.flatMap(problemsOf));
  return Object.fromEntries([...told].toSorted().map((code) => [code, exampleOf(code)]));
}

const retryAfter = {
  'Retry-After': {
    description: 'Where it is known: seconds until the request may be repeated.',
    schema: { type: 'integer' as const },
    example: 1,
  },
};

function answerOf(codes: readonly ProblemCode[]): ZodOpenApiResponseObject {
  const told = codes.map((code) => `\`${code}\`: ${problemCodes[code].title}`);
  const isPassing = codes.some((code) => problemCodes[code].retryable);
  return {
    description: `${told.join('. ')}.`,
    headers: {
      ...requestIdHeader,
      ...(isPassing ? retryAfter : {}),
      ...(codes.includes('unauthenticated') ? challengeHeader : {}),
    },
    content: {
      'application/problem+json': {
        schema: problemObject,
        examples: Object.fromEntries(
          codes.map((code) => [code, { $ref: `#/components/examples/${code}` }]),
        ),
      },
    },
  };
}

/** The answers of a route that are problems, by status. */
export function toldProblems(route: Route): Readonly<Record<string, ZodOpenApiResponseObject>> {
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of new Set(problemsOf(route))) {
    const { status } = problemCodes[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [String(status), answerOf(codes)]),
  );
}
