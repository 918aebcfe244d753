import {
  type Agent,
  type ClientRequest,
  type IncomingMessage,
  request as requestPlain,
} from 'node:http';
import { request as requestSecure } from 'node:https';
import type { LookupFunction, Socket } from 'node:net';
import type { Endpoint } from './endpoint.ts';
import { errorFrom, noticeError, type NoticeError } from './notice-error.ts';
import { retryAfterMs } from './retry-after.ts';

/** What became of one try to send a notice. */
export type NoticeAnswer =
  | Readonly<{
      kind: 'answered';
      /** As HTTP has it; a redirect is an answer like others, and is not followed. */
      status: number;
      /** How long the answer asks us to wait, ms; null: it does not say. */
      retryAfterMs: number | null;
      /** Its body was longer than is read; the rest was never asked for. */
      isCut: boolean;
    }>
  /** Whether it was read there is unknown: it may be sent again, under the same id. */
  | Readonly<{ kind: 'unreachable'; error: NoticeError }>;

/** One request, ready to be sent. */
export type Exchange = Readonly<{
  endpoint: Endpoint;
  agent: Agent;
  lookup: LookupFunction;
  headers: Readonly<Record<string, string>>;
  body: Buffer;
  mostAnswerBytes: number;
  /** Hears of the connection before anything is sent over it. */
  onSocket: (socket: Socket) => void;
}>;

/** A kept connection that the server had closed in the meantime: nothing was answered. */
const stale = 'stale';

/** More is no answer that a receiver of notices gives. */
const mostHeaderBytes = 16 * 1024;

/** With several addresses each gets this long. Node's own quarter of a second is less than some roads take. */
const nextAddressAfterMs = 2_000;

function open({ endpoint, agent, lookup, headers, body }: Exchange): ClientRequest {
  const options = {
    method: 'POST',
    host: endpoint.host,
    port: endpoint.port,
    path: endpoint.path,
    headers: { ...headers, 'content-length': String(body.length) },
    agent,
    lookup,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: nextAddressAfterMs,
    maxHeaderSize: mostHeaderBytes,
    insecureHTTPParser: false,
  };
  return endpoint.isSecure ? requestSecure(options) : requestPlain(options);
}

function readAnswer(
  response: IncomingMessage,
  mostBytes: number,
  settle: (answer: NoticeAnswer) => void,
): void {
  const answered = (isCut: boolean): NoticeAnswer => ({
    kind: 'answered',
    status: response.statusCode ?? 0,
    retryAfterMs: retryAfterMs(response.headers['retry-after'], Date.now()),
    isCut,
  });
  let bytes = 0;
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= mostBytes) return;
    settle(answered(true));
    response.destroy();
  });
  response.on('end', () => settle(answered(false)));
  const broken: NoticeAnswer = { kind: 'unreachable', error: noticeError('reset') };
  response.on('error', () => settle(broken));
  response.on('close', () => settle(broken));
}

/**
 * Sends once, and reads the answer to its end.
 *
 * @param signal ends it; what it ends in is the caller's to say
 * @returns `stale` if a kept connection turned out to be closed: it may be sent anew at once
 */
export function exchange(
  sent: Exchange,
  signal: AbortSignal,
): Promise<NoticeAnswer | typeof stale> {
  return new Promise((resolve) => {
    const request = open(sent);
    const settle = (answer: NoticeAnswer | typeof stale): void => {
      signal.removeEventListener('abort', giveUp);
      resolve(answer);
    };
    function giveUp(): void {
      request.destroy();
      // At once: what was destroyed before says nothing a second time.
      settle({ kind: 'unreachable', error: noticeError('given_up') });
    }
    let isSecured = !sent.endpoint.isSecure;
    request.on('socket', (socket) => {
      // A kept connection had its handshake, and must not gather a listener a notice.
      isSecured ||= request.reusedSocket;
      if (!isSecured) {
        socket.once('secureConnect', () => {
          isSecured = true;
        });
      }
      sent.onSocket(socket);
    });
    let isAnswered = false;
    request.on('response', (response) => {
      isAnswered = true;
      readAnswer(response, sent.mostAnswerBytes, settle);
    });
    request.on('error', (error) => {
      const unreachable = errorFrom(error, isSecured);
      const isStale = request.reusedSocket && unreachable.code === 'reset' && !signal.aborted;
      settle(isStale ? stale : { kind: 'unreachable', error: unreachable });
    });
    request.on('close', () => {
      // A server that would rather speak another protocol (101) ends it without an error.
      if (!isAnswered) settle({ kind: 'unreachable', error: noticeError('reset') });
    });
    signal.addEventListener('abort', giveUp, { once: true });
    if (signal.aborted) giveUp();
    else request.end(sent.body);
  });
}
