import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { problemDocument } from '../problems/problem-document.ts';
import { ProblemError } from '../problems/problem-error.ts';

/** An answer to what never became a request that Express could serve. */
export type UnreadAnswer = Readonly<{
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string;
}>;

/** Node's names of what its parser refuses; any other is a request that is not HTTP. */
const byNodeCode: ReadonlyMap<string, () => ProblemError> = new Map([
  [
    'HPE_HEADER_OVERFLOW',
    () =>
      new ProblemError(
        'headers_too_large',
        'The address and headers of the request are larger than 16 KiB together, so it was not read; nothing was done.',
      ),
  ],
  [
    'HPE_CHUNK_EXTENSIONS_OVERFLOW',
    () =>
      new ProblemError(
        'body_too_large',
        'The chunk extensions of the body are larger than 16 KiB; nothing was done.',
      ),
  ],
  [
    'ERR_HTTP_REQUEST_TIMEOUT',
    () =>
      new ProblemError(
        'request_timed_out',
        'The request did not arrive whole in time, so it was not acted on; nothing was done. Send it again.',
      ),
  ],
]);

/** The problem of what Node's parser refused. */
export function parserProblem(error: Error): ProblemError {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const known = byNodeCode.get(code);
  if (known !== undefined) return known();
  return new ProblemError(
    'invalid_http',
    'What came is not HTTP/1.1 as RFC 9112 has it, so it was not read; nothing was done.',
  );
}

/** A problem as an answer after which the connection is closed. */
export function unreadAnswer(problem: ProblemError, publicUrl: string): UnreadAnswer {
  const requestId = `req_${randomUUID()}`;
  const body = JSON.stringify(problemDocument(problem, requestId, publicUrl));
  return {
    status: problem.status,
    headers: {
      'content-type': 'application/problem+json; charset=utf-8',
      'content-length': String(Buffer.byteLength(body)),
      'x-request-id': requestId,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      date: new Date().toUTCString(),
      connection: 'close',
    },
    body,
  };
}

/** The same as it goes over the wire. */
export function wireText({ status, headers, body }: UnreadAnswer): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, ...lines, '', body].join('\r\n');
}
