import { getEventListeners } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTransport } from './transport.ts';
import type { HttpCall, HttpReply } from './transport.ts';

const largestBodyBytes = 1000;
// `patient` waits as long as a busy machine may need; `hasty` is for servers that never answer.
const patient = createTransport({ timeoutMs: 60_000, largestBodyBytes });
const hasty = createTransport({ timeoutMs: 150, largestBodyBytes });
const never = new AbortController().signal;

const routes: Record<string, RequestListener> = {
  '/exact': (_request, response) => response.end(Buffer.from([0xff, 0x00, 0x7b])),
  '/large': (_request, response) => response.end('x'.repeat(1001)),
  '/moved': (_request, response) => response.writeHead(302, { location: '/exact' }).end(),
  '/silent': () => undefined,
  '/half': (_request, response) => void response.writeHead(200).write('{'),
  '/broken': (request: IncomingMessage) => request.socket.destroy(),
};
const seen: string[] = [];
const server = createServer((request, response) => {
  seen.push(request.url ?? '');
  routes[request.url ?? '']?.(request, response);
});

beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function get(path: string): HttpCall {
  const address = server.address();
  const port = address === null || typeof address === 'string' ? 0 : address.port;
  return { method: 'GET', url: `http://127.0.0.1:${port}${path}`, headers: {}, body: null };
}

async function ask(path: string, signal = never, transport = patient): Promise<HttpReply> {
  seen.length = 0;
  return transport(get(path), signal);
}

test('The body is handed over byte by byte', async () => {
  const reply = await ask('/exact');
  expect(reply).toMatchObject({ kind: 'answered', status: 200 });
  expect(reply.kind === 'answered' && reply.body).toEqual(Buffer.from([0xff, 0x00, 0x7b]));
});

test('A redirect is an answer and is not followed', async () => {
  expect(await ask('/moved')).toMatchObject({ kind: 'answered', status: 302 });
  expect(seen).toEqual(['/moved']);
});

test.each([
  ['/silent', 'TIMEOUT', hasty],
  ['/half', 'TIMEOUT', hasty],
  ['/large', 'BODY_TOO_LARGE', patient],
])('An unusable answer (%s) is none: the call may have been executed', async (path, code, by) => {
  expect(await ask(path, never, by)).toMatchObject({ kind: 'no_answer', code });
});

test('A connection that breaks after sending is no answer, and nothing is sent twice', async () => {
  expect(await ask('/broken')).toMatchObject({ kind: 'no_answer' });
  expect(seen).toEqual(['/broken']);
});

test('A call given up half-way is no answer; one given up before was never sent', async () => {
  const controller = new AbortController();
  const asked = ask('/silent', controller.signal);
  controller.abort();
  expect(await asked).toMatchObject({ kind: 'no_answer', code: 'ABORTED' });
  expect(await ask('/exact', controller.signal)).toMatchObject({ kind: 'not_sent' });
  expect(seen).toEqual([]);
});

test('A call leaves nothing on the signal of who called', async () => {
  const { signal } = new AbortController();
  await ask('/exact', signal);
  await ask('/silent', signal, hasty);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

test('A refused connection or an unknown name was surely not executed', async () => {
  const closed = createServer();
  await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
  const address = closed.address();
  const port = address === null || typeof address === 'string' ? 0 : address.port;
  await new Promise((resolve) => closed.close(resolve));
  const call = { ...get('/'), url: `http://127.0.0.1:${port}/` };
  expect(await patient(call, never)).toMatchObject({ kind: 'not_sent', code: 'ECONNREFUSED' });
  const unknown = { ...get('/'), url: 'http://no-such-host.invalid/' };
  expect(await patient(unknown, never)).toMatchObject({ kind: 'not_sent' });
});
