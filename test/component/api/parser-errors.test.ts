import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { afterEach, describe, expect, test } from 'vitest';
import { serverLimits } from '../../../api/http/http-server.ts';
import { problemCodes, type ProblemCode } from '../../../api/problems/problem-codes.ts';
import { openAnswerChecker } from '../../contract/answer-checker.ts';
import { startApi } from './api-without-engine.ts';
import { type Problem, problemOf } from './http-call.ts';

const logged: string[] = [];
const log = pino(
  { level: 'warn' },
  new Writable({
    write: (line: Buffer, _encoding, done) => {
      logged.push(line.toString());
      done();
    },
  }),
);
const limits = { ...serverLimits, headersMs: 300, requestMs: 600, lookEveryMs: 50, lingerMs: 300 };
const api = await startApi(undefined, undefined, { limits, log });
const { hostname, port } = new URL(api.url);

const sockets = new Set<Socket>();
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
});

async function open(): Promise<Socket> {
  const socket = connect({ host: hostname, port: Number(port) });
  sockets.add(socket);
  // What is still on its way when the API closes is told as an error; the answer was read before.
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

/** All that the API sends until it closes its side. */
async function untilClosed(socket: Socket): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of socket) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

async function answerTo(text: string): Promise<string> {
  const socket = await open();
  socket.write(text);
  return untilClosed(socket);
}

const check = openAnswerChecker();

/** The method and address that a text asks for; of one that asks for none, a call that exists. */
function askedBy(text: string): Readonly<{ method: string; path: string }> {
  const [, method, path] = /^(GET|POST) (\/[^ ?]*)[^\r]* HTTP/.exec(text) ?? [];
  return { method: method ?? 'GET', path: path ?? '/healthz' };
}

/** The one answer in `text`, as a problem; `sent`, to which it came, is a call of the document. */
function readProblem(text: string, sent = ''): Problem {
  const [head = '', body = ''] = text.split('\r\n\r\n');
  const [first = '', ...lines] = head.split('\r\n');
  const headers = new Headers(lines.map((line) => line.split(': ', 2) as [string, string]));
  expect(headers.get('content-length')).toBe(String(Buffer.byteLength(body)));
  expect(headers.get('connection')).toBe('close');
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('content-security-policy')).toBeNull();
  const problem = problemOf({
    status: Number(first.split(' ')[1]),
    type: headers.get('content-type') ?? '',
    text: body,
  });
  expect(problem.request_id).toBe(headers.get('x-request-id'));
  const seen = { ...askedBy(sent), status: problem.status, headers, body };
  expect(check(seen), 'what the document does not tell').toEqual([]);
  return problem;
}

const host = 'Host: pay.example\r\n';
const chunked = `POST /callbacks/paper/default HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n`;

const refused: readonly (readonly [string, ProblemCode, string])[] = [
  ['a first line that is none', 'invalid_http', 'charge me once\r\n\r\n'],
  ['a method that is none', 'invalid_http', `CHARGE /v1/orders HTTP/1.1\r\n${host}\r\n`],
  ['a header without a colon', 'invalid_http', 'GET /healthz HTTP/1.1\r\nHost\r\n\r\n'],
  [
    'a sign that no header may hold',
    'invalid_http',
    `GET /healthz HTTP/1.1\r\n${host}A: \u0001\r\n\r\n`,
  ],
  [
    'two ways to say where the body ends',
    'invalid_http',
    `POST /v1/orders HTTP/1.1\r\n${host}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}`,
  ],
  ['no Host', 'invalid_http', 'GET /healthz HTTP/1.1\r\n\r\n'],
  ['a chunk without a length', 'invalid_http', `${chunked}zz\r\n`],
  [
    'headers that are too large',
    'headers_too_large',
    `GET /healthz HTTP/1.1\r\nA: ${'a'.repeat(20_000)}`,
  ],
  ['an address that is too long', 'headers_too_large', `GET /${'a'.repeat(20_000)}`],
  ['chunk extensions without end', 'body_too_large', `${chunked}2;${'a'.repeat(20_000)}`],
  [
    'an expectation nobody can meet',
    'expectation_failed',
    `POST /v1/orders HTTP/1.1\r\n${host}Expect: a miracle\r\nContent-Length: 2\r\n\r\n{}`,
  ],
  ['headers that stall', 'request_timed_out', `GET /healthz HTTP/1.1\r\n${host}`],
  ['a connection on which nothing comes', 'request_timed_out', ''],
  [
    'a body that stalls',
    'request_timed_out',
    `POST /callbacks/paper/default HTTP/1.1\r\n${host}Content-Length: 9\r\n\r\n{`,
  ],
  ['a chunk that stalls', 'request_timed_out', `${chunked}9\r\n{`],
];

describe('what Node would refuse by itself is a problem, and the connection is closed', () => {
  test.each(refused)('%s: %s', async (_what, code, text) => {
    const problem = readProblem(await answerTo(text), text);
    expect(problem).toMatchObject({ code, status: problemCodes[code].status });
    expect(problem.type).toBe(`https://pay.example/docs/problems/${code}`);
    expect(problem.detail).toContain('nothing was done');
  });

  test('a caller who goes on sending reads the refusal', async () => {
    const socket = await open();
    const answer = untilClosed(socket);
    socket.write(`GET /healthz HTTP/1.1\r\nA: ${'a'.repeat(20_000)}`);
    for (let sent = 0; sent < 20; sent += 1) socket.write('a'.repeat(50_000));
    expect(readProblem(await answer).code).toBe('headers_too_large');
  });

  test('a body over the limit is told as before', async () => {
    const text = `POST /callbacks/paper/default HTTP/1.1\r\n${host}Connection: close\r\nContent-Length: 70000\r\n\r\n`;
    expect(await answerTo(text + 'a'.repeat(70_000))).toContain('"code":"body_too_large"');
  });

  test('100-continue is met', async () => {
    const socket = await open();
    socket.write(
      `POST /callbacks/paper/nobody HTTP/1.1\r\n${host}Expect: 100-continue\r\nContent-Length: 2\r\n\r\n`,
    );
    const [first] = (await once(socket, 'data')) as [Buffer];
    expect(first.toString()).toMatch(/^HTTP\/1\.1 100 Continue\r\n/);
  });
});

describe('a refusal is never read as the answer of another request', () => {
  const waiting = (key: string): string =>
    `GET /v1/events?wait=20 HTTP/1.1\r\n${host}Authorization: Bearer ${key}\r\n\r\n`;

  test('after an answer it is its own', async () => {
    const text = await answerTo(`GET /healthz HTTP/1.1\r\n${host}\r\nnonsense\r\n\r\n`);
    const [first = '', second = ''] = text.split(/(?=HTTP\/1\.1 400)/);
    expect(first).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(readProblem(second).code).toBe('invalid_http');
  });

  test('while an earlier request waits for its answer, the connection is closed without a word', async () => {
    expect(await answerTo(`${waiting(api.keys.shop)}nonsense\r\n\r\n`)).toBe('');
  });

  test('a request that was answered before its body came whole is answered once', async () => {
    const text = await answerTo(`POST /v1/orders HTTP/1.1\r\n${host}Content-Length: 9\r\n\r\n{`);
    expect(text.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    expect(text).toContain('"code":"unauthenticated"');
  });
});

test('a caller who hangs up in the middle is no error of ours', async () => {
  const before = logged.length;
  for (const [, , text] of refused) {
    const socket = await open();
    socket.write(text);
    socket.resetAndDestroy();
    await once(socket, 'close');
  }
  const alive = await answerTo(`GET /healthz HTTP/1.1\r\n${host}Connection: close\r\n\r\n`);
  expect(alive).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  expect(logged.slice(before)).toEqual([]);
});
