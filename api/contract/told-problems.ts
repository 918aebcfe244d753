import { z } from 'zod';
import type { ZodOpenApiResponseObject } from 'zod-openapi';
import type { KeyedRoute, Route } from '../http/route.ts';
import { type ProblemCode, problemCodes } from '../problems/problem-codes.ts';
import { problemDocument } from '../problems/problem-document.ts';
import { problemExamples } from '../problems/problem-examples.ts';
import { problemObject } from '../problems/problem-object.ts';
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
  'rate_limited',
  'overloaded',
  'ledger_unavailable',
  'internal_error',
];
/** The same with an order's token. */
const ofEveryToken: readonly ProblemCode[] = [
  'invalid_request',
  'order_not_found',
  'rate_limited',
  'overloaded',
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

/** A merchant's own key may name its merchant anywhere; only an ops key's own routes look at none. */
function mayNameForeign({ namesMerchant, roles }: KeyedRoute): boolean {
  return namesMerchant !== 'no' || roles.some((role) => role !== 'ops');
}

/** Every code that a route may refuse with. */
export function problemsOf(route: Route): readonly ProblemCode[] {
  if (route.kind === 'raw') {
    const ofParts: readonly ProblemCode[] =
      Object.keys(route.parts).length === 0 ? [] : ['invalid_request'];
    const ofLimit: readonly ProblemCode[] = route.isLimited ? ['rate_limited'] : [];
    return [...ofEvery, ...ofParts, ...ofLimit, ...route.problems];
  }
  if (route.kind === 'token') return [...ofEvery, ...ofEveryToken, ...route.problems];
  return [
    ...ofEvery,
    ...ofEveryKeyed,
    ...(route.body === null ? [] : ofBodies),
    ...(route.key === 'none' ? [] : ofKeys),
    ...(route.key === 'required' ? (['idempotency_key_missing'] as const) : []),
    ...(mayNameForeign(route) ? (['merchant_not_found'] as const) : []),
    ...route.problems,
  ];
}

const exampleId = 'req_7f0c4c3e-0000-4000-8000-000000000000';

function exampleOf(code: ProblemCode): Readonly<{ summary: string; value: object }> {
  const problem = { code, detail: problemExamples[code], errors: [] };
  return {
    summary: problemCodes[code].title,
    value: problemDocument(problem, exampleId, 'https://pay.example'),
  };
}

/** An example of each problem that the routes tell; their answers refer to it. */
export function toldExamples(routes: readonly Route[]): Readonly<Record<string, object>> {
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

const page = z
  .string()
  .meta({ description: 'A page for whoever has a browser.', example: '<!doctype html>' });

function answerOf(codes: readonly ProblemCode[], isShown: boolean): ZodOpenApiResponseObject {
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
      ...(isShown ? { 'text/html': { schema: page } } : {}),
    },
  };
}

/** The answers of a route that are problems, by status. */
export function toldProblems(route: Route): Readonly<Record<string, ZodOpenApiResponseObject>> {
  const isShown = route.kind === 'token' && route.show !== undefined;
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of new Set(problemsOf(route))) {
    const { status } = problemCodes[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [String(status), answerOf(codes, isShown)]),
  );
}
