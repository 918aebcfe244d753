import { randomUUID } from 'node:crypto';
import { addresses } from './contract.ts';
import { type AnswerOf, type Asked, type Name, pathOf } from './operations.ts';
import { type Outgoing, type Tried, tryOnce } from './one-try.ts';
import { OutcomeUnknownError } from './outcome-unknown-error.ts';
import { pause } from './pause.ts';
import { isProblem } from './problem-error.ts';
import { nextWaitMs } from './retry-schedule.ts';
import { checkedIdempotencyKey, type Connection, type PostSettings } from './settings.ts';
import { UnexpectedAnswerError } from './unexpected-answer-error.ts';
import { UnreachableError } from './unreachable-error.ts';

/**
 * Makes a call, and makes it again where that is safe.
 *
 * @throws ProblemError when it was refused: nothing was done
 * @throws OutcomeUnknownError when nobody knows whether it was done
 * @throws UnreachableError when PaidOnce was not reached: nothing was done
 * @throws UnexpectedAnswerError when something else answered: nothing was done
 * @throws the signal's reason when it was aborted before anything was sent
 */
export type Ask = <N extends Name>(
  name: N,
  asked?: Asked<N>,
  settings?: PostSettings,
) => Promise<AnswerOf<N>>;

/** Refusals of a call that was not begun. Any other that may pass leaves it open what was done. */
const notBegun: ReadonlySet<string> = new Set([
  'rate_limited',
  'channel_cooling',
  'overloaded',
  'order_held',
  'account_in_trouble',
  'request_timed_out',
]);

/** They say who asks, and nothing of what an earlier try did. */
const aboutTheKey: ReadonlySet<string> = new Set(['unauthenticated', 'role_not_allowed']);

/**
 * What may be repeated: `freely` what changes nothing, `keyed` what is done once per key, `never`
 * what would be done twice.
 */
type Repeat = 'freely' | 'keyed' | 'never';

/** What a try leaves: whether another is worth it, and whether this one may have been done. */
type Verdict = Readonly<{ again: boolean; maybeDone: boolean; error: Error }>;

function errorOf(call: string, tried: Exclude<Tried, { is: 'done' }>): Error {
  switch (tried.is) {
    case 'refused':
      return tried.error;
    case 'strange':
      return new UnexpectedAnswerError(call, tried.status, tried.text);
    case 'lost':
      return new UnreachableError(call, tried.cause);
    default:
      return tried satisfies never;
  }
}

function verdictOn(call: string, tried: Exclude<Tried, { is: 'done' }>): Verdict {
  const error = errorOf(call, tried);
  switch (tried.is) {
    case 'refused': {
      const again = tried.error.retryable;
      return { again, maybeDone: again && !notBegun.has(tried.error.code), error };
    }
    case 'strange': {
      // An unreadable answer to what was done, or a gateway whose other side went silent.
      const isOpen = tried.status < 300 || tried.status >= 500;
      return { again: isOpen, maybeDone: isOpen, error };
    }
    case 'lost':
      return { again: true, maybeDone: tried.wasSent, error };
    default:
      return tried satisfies never;
  }
}

function causeOf(error: Error): unknown {
  return error instanceof UnreachableError ? error.cause : error;
}

/** One call from its first try to its end. */
type Call = Readonly<{
  words: string;
  repeat: Repeat;
  idempotencyKey: string | null;
  outgoing: Outgoing;
  connection: Connection;
  signal: AbortSignal | undefined;
  /** How long an answer may be held, ms: it takes no patience. */
  heldMs: number;
}>;

function waitMs(error: Error, triesMade: number): number {
  const after = isProblem(error) ? error.retryAfterMs : null;
  return nextWaitMs(triesMade, after, Math.random());
}

function ended(call: Call, error: Error, open: Error | null): unknown {
  if (open !== null) return new OutcomeUnknownError(call.words, call.idempotencyKey, causeOf(open));
  if (call.signal?.aborted === true) return call.signal.reason;
  return error;
}

/** Whether this answer settles what earlier tries left open. */
function settles(error: Error, again: boolean): boolean {
  return isProblem(error) && !again && !aboutTheKey.has(error.code);
}

async function untilKnown(call: Call): Promise<unknown> {
  const { connection, signal, repeat, outgoing } = call;
  const endMs = performance.now() + connection.patience.forMs + call.heldMs;
  // What the latest try that may have been done ended with.
  let open: Error | null = null;
  signal?.throwIfAborted();
  for (let tries = 1; ; tries += 1) {
    const tried = await tryOnce(connection.fetch, outgoing, signal);
    if (tried.is === 'done') return tried.body;
    const { again, maybeDone, error } = verdictOn(call.words, tried);
    if (maybeDone && repeat !== 'freely') open = error;
    else if (settles(error, again)) open = null;
    const wait = waitMs(error, tries);
    const isOver =
      !again ||
      signal?.aborted === true ||
      (repeat === 'never' && open !== null) ||
      tries >= connection.patience.tries ||
      performance.now() + wait > endMs;
    if (isOver) throw ended(call, error, open);
    try {
      await pause(wait, signal);
    } catch {
      // Only the signal ends a pause; what is thrown says what may have been done.
      throw ended(call, error, open);
    }
  }
}

function repeatOf(method: string): Repeat {
  if (method === 'GET') return 'freely';
  return method === 'POST' ? 'keyed' : 'never';
}

function headersOf(
  connection: Connection,
  call: Readonly<{ idempotencyKey: string | null }>,
  settings: PostSettings,
  isSending: boolean,
): Headers {
  const merchant = settings.merchant ?? connection.merchant;
  return new Headers({
    accept: 'application/json',
    authorization: `Bearer ${connection.key}`,
    'user-agent': 'paidonce-client',
    ...(isSending ? { 'content-type': 'application/json' } : {}),
    ...(merchant === null ? {} : { merchant }),
    ...(call.idempotencyKey === null ? {} : { 'idempotency-key': call.idempotencyKey }),
  });
}

function heldMsOf(query: object): number {
  return 'wait' in query && typeof query.wait === 'number' ? query.wait * 1_000 : 0;
}

/** @returns the one way by which a client makes its calls */
export function askOver(connection: Connection): Ask {
  return async <N extends Name>(name: N, asked: Asked<N> = {}, settings: PostSettings = {}) => {
    const { method } = addresses[name];
    const query = asked.query ?? {};
    const path = pathOf(name, asked.parts ?? {}, query);
    const repeat = repeatOf(method);
    const idempotencyKey =
      repeat === 'keyed' ? checkedIdempotencyKey(settings.idempotencyKey ?? randomUUID()) : null;
    const body = asked.body === undefined ? null : JSON.stringify(asked.body);
    const heldMs = heldMsOf(query);
    const answer = await untilKnown({
      words: `${method} ${addresses[name].path}`,
      repeat,
      idempotencyKey,
      outgoing: {
        url: connection.url + path,
        method,
        headers: headersOf(connection, { idempotencyKey }, settings, body !== null),
        body,
        timeoutMs: (settings.timeoutMs ?? connection.timeoutMs) + heldMs,
      },
      connection,
      signal: settings.signal,
      heldMs,
    });
    // The contract's word: each answer of an installation is held against it by its own tests.
    return answer as AnswerOf<N>;
  };
}
