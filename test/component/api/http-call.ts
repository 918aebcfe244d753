import { expect } from 'vitest';
import { z } from 'zod';
import type { RunningApi } from './api-without-engine.ts';

const problem = z.strictObject({
  type: z.url(),
  title: z.string().min(1),
  status: z.number(),
  detail: z.string().min(1),
  code: z.string(),
  request_id: z.string().startsWith('req_'),
  retryable: z.boolean(),
  errors: z.array(z.strictObject({ pointer: z.string(), detail: z.string() })).optional(),
});

export type Problem = z.output<typeof problem>;

const json = z.record(z.string(), z.unknown());

export type Sent = Readonly<{
  key?: string | null;
  body?: unknown;
  /** The raw body to send, in place of `body`. */
  raw?: string | Uint8Array<ArrayBuffer>;
  headers?: Readonly<Record<string, string>>;
}>;

export type Got = Readonly<{
  status: number;
  headers: Headers;
  text: string;
  json: () => z.output<typeof json>;
  /** @throws when the answer is no problem of the contract's shape */
  problem: () => Problem;
}>;

/**
 * An answer as a problem.
 *
 * @throws when it is none of the contract's shape
 */
export function problemOf(
  answer: Readonly<{ status: number; type: string; text: string }>,
): Problem {
  const { status, type, text } = answer;
  expect(type, `${status}: ${text}`).toMatch(/^application\/problem\+json/);
  const said = problem.parse(JSON.parse(text));
  expect(said.status, 'the status the problem tells').toBe(status);
  return said;
}

/** Makes one call. @param what method and path, as `GET /v1/orders` */
export async function call(api: RunningApi, what: string, sent: Sent = {}): Promise<Got> {
  const [method = 'GET', path = '/'] = what.split(' ');
  const key = sent.key === undefined ? api.keys.shop : sent.key;
  const body = sent.raw ?? (sent.body === undefined ? null : JSON.stringify(sent.body));
  const response = await fetch(api.url + path, {
    method,
    body,
    headers: {
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      ...(body === null ? {} : { 'content-type': 'application/json' }),
      ...sent.headers,
    },
    signal: AbortSignal.timeout(20_000),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: () => json.parse(JSON.parse(text)),
    problem: () => {
      const type = response.headers.get('content-type') ?? '';
      return problemOf({ status: response.status, type, text });
    },
  };
}

/** The contract's example of an order. */
export const exampleOrder = Object.freeze({
  id: 'A-1001',
  amount: { currency: 'CNY', value: 1999 },
  description: 'Two tickets',
  expires_in: 900,
});
