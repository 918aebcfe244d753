import { boundedSignal } from './bounded-signal.ts';
import type { Problem } from './contract.ts';
import { ProblemError } from './problem-error.ts';
import { retryAfterMs } from './retry-schedule.ts';

/** A request as it goes out, each time the same. */
export type Outgoing = Readonly<{
  url: string;
  method: string;
  headers: Headers;
  body: string | null;
  timeoutMs: number;
}>;

/** What became of one try. */
export type Tried =
  | Readonly<{ is: 'done'; body: unknown }>
  | Readonly<{ is: 'refused'; error: ProblemError }>
  /** An answer that is none of PaidOnce. */
  | Readonly<{ is: 'strange'; status: number; text: string }>
  /** No answer; `wasSent`: it may have arrived all the same. */
  | Readonly<{ is: 'lost'; cause: unknown; wasSent: boolean }>;

/** What the platform reports before a request's first byte goes out. */
const unsent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_HAS_EXPIRED',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

function codeOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null) return null;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'cause' in error ? codeOf(error.cause) : null;
}

/** `fetch failed` says nothing; what is below it does. */
function tellingCause(error: unknown): unknown {
  return error instanceof TypeError && error.cause instanceof Error ? error.cause : error;
}

function isProblemBody(value: unknown): value is Problem {
  return (
    typeof value === 'object' &&
    value !== null &&
    'code' in value &&
    typeof value.code === 'string' &&
    'detail' in value &&
    typeof value.detail === 'string' &&
    'retryable' in value &&
    typeof value.retryable === 'boolean'
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // It is no JSON, so no answer of PaidOnce.
    return undefined;
  }
}

function judged(response: Response, text: string): Tried {
  const { status, headers } = response;
  const body = parsed(text);
  if (response.ok && typeof body === 'object' && body !== null) return { is: 'done', body };
  if (!response.ok && isProblemBody(body)) {
    const after = retryAfterMs(headers.get('retry-after'), Date.now());
    return { is: 'refused', error: new ProblemError({ ...body, status }, after) };
  }
  return { is: 'strange', status, text };
}

/** Makes a request once. Never throws for what the network or the other side does. */
export async function tryOnce(
  send: typeof fetch,
  outgoing: Outgoing,
  caller: AbortSignal | undefined,
): Promise<Tried> {
  const { url, method, headers, body, timeoutMs } = outgoing;
  const { signal, release } = boundedSignal(caller, timeoutMs);
  try {
    // A redirect would take a POST, or the key, elsewhere.
    const response = await send(url, { method, headers, body, signal, redirect: 'manual' });
    return judged(response, await response.text());
  } catch (error) {
    const cause: unknown = signal.aborted ? signal.reason : tellingCause(error);
    return { is: 'lost', cause, wasSent: signal.aborted || !unsent.has(codeOf(error) ?? '') };
  } finally {
    release();
  }
}
