import { type ClockReading, readClock } from './clock-reading.ts';
import { type TimeLimit, withinTime } from './time-limit.ts';

/** One HTTP call to a channel. */
export type HttpCall = Readonly<{
  method: 'GET' | 'POST';
  url: string;
  headers: Readonly<Record<string, string>>;
  body: string | null;
}>;

/** What became of a call. */
export type HttpReply =
  | Readonly<{
      kind: 'answered';
      status: number;
      /** Names in lower case. */
      headers: Readonly<Record<string, string>>;
      /** The bytes as they came, for the signature. */
      body: Buffer;
    }>
  /** No byte of the request was sent: the channel surely did not execute it. */
  | Readonly<{ kind: 'not_sent'; code: string; message: string }>
  /** Sent, or perhaps sent: whether the channel executed it is unknown. */
  | Readonly<{ kind: 'no_answer'; code: string; message: string }>;

/** Sends a call once. It never repeats a call, follows no redirect and does not throw. */
export type Transport = (call: HttpCall, signal: AbortSignal) => Promise<HttpReply>;

export type TransportLimits = Readonly<{
  /** From the call to the last byte of the answer. */
  timeoutMs: number;
  largestBodyBytes: number;
}>;

/** Answers to payment calls are a few KiB; a much larger one can't be used. */
export const defaultTransportLimits: TransportLimits = Object.freeze({
  timeoutMs: 5000,
  largestBodyBytes: 1024 * 1024,
});

// Codes that come before anything is sent: the name has no address, or nobody took the connection.
const beforeSending = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
]);

class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';
}

/**
 * A transport over Node's own fetch.
 *
 * @param onClock hears what the time of each answer says of our clock
 */
export function createTransport(
  limits: TransportLimits,
  onClock: (reading: ClockReading) => void = () => undefined,
): Transport {
  async function send(call: HttpCall, outer: AbortSignal, limit: TimeLimit): Promise<HttpReply> {
    const beganMs = performance.now();
    try {
      const response = await fetch(call.url, {
        method: call.method,
        // Signatures cover the plain bytes, so the answer must not come compressed.
        headers: { ...call.headers, 'accept-encoding': 'identity' },
        body: call.body,
        redirect: 'manual',
        signal: limit.signal,
      });
      const tookMs = performance.now() - beganMs;
      const reading = readClock(response.headers.get('date'), Date.now(), tookMs);
      if (reading !== null) onClock(reading);
      const body = await readAtMost(response, limits.largestBodyBytes);
      const headers = Object.fromEntries(response.headers);
      return { kind: 'answered', status: response.status, headers, body };
    } catch (error) {
      return explain(error, { timedOut: limit.isOver(), gaveUp: outer.aborted, limits });
    }
  }

  return async (call, signal) => {
    if (signal.aborted) {
      return {
        kind: 'not_sent',
        code: 'ABORTED',
        message: 'The call was given up before it began.',
      };
    }
    return withinTime(limits.timeoutMs, signal, (limit) => send(call, signal, limit));
  };
}

async function readAtMost(response: Response, largestBytes: number): Promise<Buffer> {
  if (response.body === null) return Buffer.alloc(0);
  const chunks: Uint8Array[] = [];
  let length = 0;
  const stream: AsyncIterable<Uint8Array> = response.body;
  for await (const chunk of stream) {
    length += chunk.byteLength;
    if (length > largestBytes) throw new BodyTooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function explain(
  error: unknown,
  told: Readonly<{ timedOut: boolean; gaveUp: boolean; limits: TransportLimits }>,
): HttpReply {
  if (error instanceof BodyTooLarge) {
    const message = `The answer was larger than ${told.limits.largestBodyBytes} bytes and was not read.`;
    return { kind: 'no_answer', code: 'BODY_TOO_LARGE', message };
  }
  const code = systemCode(error);
  if (code !== null && beforeSending.has(code)) {
    return { kind: 'not_sent', code, message: `No connection could be made (${code}).` };
  }
  if (told.gaveUp) {
    return { kind: 'no_answer', code: 'ABORTED', message: 'The call was given up half-way.' };
  }
  if (told.timedOut) {
    const message = `No answer within ${told.limits.timeoutMs} ms.`;
    return { kind: 'no_answer', code: 'TIMEOUT', message };
  }
  const reason = code ?? 'CONNECTION';
  return { kind: 'no_answer', code: reason, message: `The connection broke (${reason}).` };
}

/**
 * The code of the operating system or of undici, which fetch hides in a chain of causes; or null.
 */
function systemCode(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if (error.cause !== undefined) return systemCode(error.cause);
  if ('code' in error && typeof error.code === 'string') return error.code;
  // Several addresses were tried, and each failed.
  return error instanceof AggregateError ? systemCode(error.errors[0]) : null;
}
