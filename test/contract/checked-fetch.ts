import { AssertionError } from 'node:assert';
import type { AnswerChecker, SeenAnswer } from './answer-checker.ts';

type Fetch = typeof globalThis.fetch;

/** Only our API gives its answers such an id. @see api/http/request-id.ts */
function isOurs(response: Response): boolean {
  return response.headers.get('x-request-id')?.startsWith('req_') === true;
}

/** A stream may never end, and whoever reads it piece by piece must get it so. */
function isWhole(response: Response): boolean {
  return /[/+]json\b/.test(response.headers.get('content-type') ?? '') || response.body === null;
}

async function bodyOf(response: Response): Promise<string | null> {
  if (!isWhole(response)) return null;
  // Whoever aborts meets the same end when reading the answer itself.
  return await response
    .clone()
    .text()
    .catch(() => null);
}

function methodOf(request: Parameters<Fetch>[0], init: RequestInit | undefined): string {
  return (init?.method ?? (request instanceof Request ? request.method : 'GET')).toUpperCase();
}

function words({ method, path, status, body }: SeenAnswer, mistakes: readonly string[]): string {
  const shown = body === null ? '' : `\n${body.slice(0, 2_000)}`;
  return `docs/openapi.json does not tell this answer: ${method} ${path} ${status}: ${mistakes.join('; ')}${shown}`;
}

/** Lasts as long as the process, for Vitest reads this file again for each test file. */
const place = Symbol.for('paidonce: how many expect a 500');
const counts = globalThis as unknown as Record<symbol, number | undefined>;

/**
 * Does what must end in a 500 of the API; any other 500 is a mistake of ours, and makes its test
 * red.
 */
export async function expectServerError<Result>(work: () => Promise<Result>): Promise<Result> {
  counts[place] = (counts[place] ?? 0) + 1;
  try {
    return await work();
  } finally {
    counts[place] -= 1;
  }
}

function isExpected({ status }: SeenAnswer): boolean {
  return status !== 500 || (counts[place] ?? 0) > 0;
}

/**
 * A `fetch` whose answers of the API are as the document says; others are nobody's concern.
 *
 * @param report is told of a mismatch too, for whoever calls it may catch what it throws
 */
export function checkedFetch(
  fetch: Fetch,
  check: AnswerChecker,
  report: (mismatch: string) => void,
): Fetch {
  return async (request, init) => {
    const response = await fetch(request, init);
    if (!isOurs(response)) return response;
    const seen: SeenAnswer = {
      method: response.redirected ? 'GET' : methodOf(request, init),
      path: new URL(response.url).pathname,
      status: response.status,
      headers: response.headers,
      body: await bodyOf(response),
    };
    const mistakes = [
      ...check(seen),
      ...(isExpected(seen) ? [] : ['a 500 that the test does not expect']),
    ];
    if (mistakes.length === 0) return response;
    const mismatch = words(seen, mistakes);
    report(mismatch);
    throw new AssertionError({ message: mismatch });
  };
}
