import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { Duplex } from 'node:stream';
import { ProblemError } from '../problems/problem-error.ts';
import { boundConnections } from './connection-places.ts';
import { rememberExchanges, type Exchange, type ExchangesOn } from './exchanges.ts';
import { answerAtLast } from './last-answer.ts';
import { longestWaitS } from './longest-wait.ts';
import { bodyTooLarge, saysTooLarge } from './request-body.ts';
import { boundUnreadRest } from './unread-rest.ts';
import { parserProblem, unreadAnswer, wireText } from './unread-request.ts';

/** What callers may take: times in ms, and places. */
export type ServerLimits = Readonly<{
  /** From the connection, or the end of the request before, to the last header. */
  headersMs: number;
  /** To the last byte of the body; never less than for the headers. */
  requestMs: number;
  /** How often is looked for callers that took longer. */
  lookEveryMs: number;
  /** How long a refused connection stays open for its caller to read why. */
  lingerMs: number;
  /** How long nothing may go over a connection; longer than any answer is on its way. */
  silentMs: number;
  /** The most connections at a time. */
  connections: number;
}>;

/** What an answer may take besides its `wait`: its key is looked up, and the ledger read; ms. */
const besidesWaitMs = 30_000;

/** A body of 64 KiB in 30 s is 18 kbit/s. */
export const serverLimits: ServerLimits = Object.freeze({
  headersMs: 20_000,
  requestMs: 30_000,
  lookEveryMs: 2_000,
  lingerMs: 1_000,
  silentMs: longestWaitS * 1_000 + besidesWaitMs,
  connections: 4_000,
});

/**
 * Whether an answer written now would be read as that of the request that was refused. It would
 * not be where an earlier one is still being answered, or where its own answer has begun: then a
 * “nothing was done” might be taken for the outcome of a payment.
 */
function canBeTold(underWay: readonly Exchange[]): boolean {
  const [only, ...others] = underWay;
  if (only === undefined) return true;
  return others.length === 0 && !only.request.complete && !only.response.headersSent;
}

function tell(socket: Duplex, text: string, lingerMs: number): void {
  socket.end(text);
  // Closed at once, bytes of the caller that are still unread would destroy the answer on its way.
  const linger = setTimeout(() => socket.destroy(), lingerMs);
  socket.once('close', () => clearTimeout(linger));
}

function refuse(response: ServerResponse, problem: ProblemError, publicUrl: string): void {
  const { status, headers, body } = unreadAnswer(problem, publicUrl);
  response.writeHead(status, headers).end(body);
}

/** What an app throws past its own handlers would end the process. */
function serveAll(
  serve: RequestListener,
  request: IncomingMessage,
  response: ServerResponse,
  publicUrl: string,
): void {
  try {
    serve(request, response);
  } catch {
    answerAtLast(response, publicUrl);
  }
}

function hasNoHost({ headers, httpVersion }: IncomingMessage): boolean {
  return httpVersion === '1.1' && headers.host === undefined;
}

/** Why a request is not even looked at; null for all others. */
function unreadable(request: IncomingMessage): ProblemError | null {
  if (hasNoHost(request)) {
    const detail = 'The request has no Host header, so it was not read; nothing was done.';
    return new ProblemError('invalid_http', detail);
  }
  return saysTooLarge(request) ? bodyTooLarge() : null;
}

function answerParserErrors(
  server: Server,
  publicUrl: string,
  { lingerMs, underWayOn }: Readonly<{ lingerMs: number; underWayOn: ExchangesOn }>,
): void {
  const told = new WeakSet<Duplex>();
  server.on('clientError', (error, socket) => {
    // What still comes after the refusal is not read as HTTP either.
    if (told.has(socket)) return;
    if (!socket.writable || !canBeTold(underWayOn(socket))) {
      socket.destroy();
      return;
    }
    told.add(socket);
    tell(socket, wireText(unreadAnswer(parserProblem(error), publicUrl)), lingerMs);
  });
}

/**
 * A server, not listening yet, that answers with problems also what Node would refuse by itself
 * before any route: what is not HTTP, too large or too slow.
 *
 * @param publicUrl where the pages of the codes are found, without a slash at its end
 */
export function createHttpServer(
  serve: RequestListener,
  publicUrl: string,
  limits: ServerLimits = serverLimits,
): Server {
  const server = createServer(
    {
      headersTimeout: limits.headersMs,
      requestTimeout: limits.requestMs,
      connectionsCheckingInterval: limits.lookEveryMs,
      // Node's own answer has no body; ours is below.
      requireHostHeader: false,
    },
    (request, response) => {
      boundUnreadRest(request, response, limits.lingerMs);
      const problem = unreadable(request);
      if (problem === null) serveAll(serve, request, response, publicUrl);
      else refuse(response, problem, publicUrl);
    },
  );
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    // A body that is refused anyway is not asked for.
    if (unreadable(request) === null) response.writeContinue();
    server.emit('request', request, response);
  });
  server.on('checkExpectation', (_request: IncomingMessage, response: ServerResponse) => {
    const detail =
      'The request expects something other than 100-continue, which nobody here can promise; nothing was done.';
    refuse(response, new ProblemError('expectation_failed', detail), publicUrl);
  });
  server.setTimeout(limits.silentMs);
  const underWayOn = rememberExchanges(server);
  boundConnections(server, limits.connections, underWayOn);
  answerParserErrors(server, publicUrl, { lingerMs: limits.lingerMs, underWayOn });
  return server;
}
