import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { getEventListeners } from 'node:events';
import type { IncomingHttpHeaders, RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { NoticeAnswer } from './exchange.ts';
import { type Listening, listenHttp, listenRaw, listenWith } from './listening.fixture.ts';
import { selfSigned } from './self-signed.fixture.ts';
import { createNoticeSender, type NoticeSender, type NoticeSenderSettings } from './send-notice.ts';

const senders: NoticeSender[] = [];
const servers: Listening[] = [];

afterEach(() => {
  for (const sender of senders.splice(0)) sender.close();
  for (const server of servers.splice(0)) server.stop();
});

// Patient, as a busy machine may need it; who waits for an end that never comes asks for less.
function senderWith(settings: Partial<NoticeSenderSettings> = {}): NoticeSender {
  const sender = createNoticeSender({ allow: 'loopback', timeoutMs: 60_000, ...settings });
  senders.push(sender);
  return sender;
}

function post(sender: NoticeSender, url: string, body = '{}'): Promise<NoticeAnswer> {
  const headers = { 'webhook-id': 'evt_1', 'user-agent': 'another' };
  return sender.send({ url, headers, body, signal: new AbortController().signal });
}

async function http(listener: RequestListener): Promise<string> {
  const server = await listenHttp(listener);
  servers.push(server);
  return `http://127.0.0.1:${server.port}/`;
}

async function raw(onSocket: (socket: Socket) => void): Promise<string> {
  const server = await listenRaw(onSocket);
  servers.push(server);
  return `http://127.0.0.1:${server.port}/`;
}

function unreachable(code: string): unknown {
  return { kind: 'unreachable', error: { code, message: expect.any(String) as unknown } };
}

const answered = { kind: 'answered', status: 200, retryAfterMs: null, isCut: false };

test('a notice is a POST of its very bytes, with its signature, as PaidOnce', async () => {
  const body = '{"description":"两张票"}';
  let seen: Readonly<{ line: string; headers: IncomingHttpHeaders; body: string }> | null = null;
  const url = await http((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const line = `${request.method} ${request.url}`;
      seen = { line, headers: request.headers, body: Buffer.concat(chunks).toString() };
      response.end('thanks');
    });
  });
  expect(await post(senderWith(), `${url}hook?shop=7`, body)).toEqual(answered);
  expect(seen).toMatchObject({
    line: 'POST /hook?shop=7',
    headers: {
      'webhook-id': 'evt_1',
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
      'user-agent': 'PaidOnce/1',
      'accept-encoding': 'identity',
    },
    body,
  });
});

test.each([200, 204, 302, 400, 410, 429, 500])('any status is an answer: %i', async (status) => {
  const url = await http((_request, response) => response.writeHead(status).end());
  expect(await post(senderWith(), url)).toEqual({ ...answered, status });
});

test('Retry-After is told in milliseconds', async () => {
  const url = await http((_request, response) => {
    response.writeHead(503, { 'retry-after': '90' }).end();
  });
  expect(await post(senderWith(), url)).toMatchObject({ status: 503, retryAfterMs: 90_000 });
});

describe('an answer is read to its end, within its time and its size', () => {
  const hasty = { timeoutMs: 300 };

  test.each<[string, (socket: Socket) => void]>([
    ['says nothing', (socket) => drip(socket, '', '')],
    ['drips its headers', (socket) => drip(socket, 'HTTP/1.1 200 OK\r\nx-a: ')],
    [
      'drips its body',
      (socket) => drip(socket, 'HTTP/1.1 200 OK\r\ncontent-length: 60000\r\n\r\n'),
    ],
    [
      'keeps saying that it goes on',
      (socket) => drip(socket, '', 'HTTP/1.1 102 Processing\r\n\r\n'),
    ],
  ])('a server that %s is given up after the time', async (_name, onSocket) => {
    const url = await raw(onSocket);
    const beganMs = performance.now();
    expect(await post(senderWith(hasty), url)).toEqual(unreachable('timeout'));
    expect(performance.now() - beganMs).toBeGreaterThan(290);
    await servers[0]?.allGone();
  });

  test('an answer that is far too long is cut, and its connection with it', async () => {
    const url = await http((_request, response) => {
      let left = 1_000;
      const more = (): void => {
        while (left > 0 && response.write('x'.repeat(10_000))) left -= 1;
        if (left === 0) response.end();
      };
      response.on('drain', more);
      more();
    });
    expect(await post(senderWith(), url)).toEqual({ ...answered, isCut: true });
    await servers[0]?.allGone();
  });

  test('an answer just as large as is read is whole', async () => {
    const url = await http((_request, response) => response.end('x'.repeat(65_536)));
    expect(await post(senderWith(), url)).toEqual(answered);
  });

  test.each([
    ['headers without end', `HTTP/1.1 200 OK\r\nx-a: ${'x'.repeat(20_000)}\r\n\r\n`],
    ['many headers', `HTTP/1.1 200 OK\r\n${'x-a: xxxxxxxxxxxxxxxxxx\r\n'.repeat(1_000)}\r\n`],
    ['no HTTP', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nx'],
  ])('%s is no answer', async (_name, bytes) => {
    const url = await raw((socket) => socket.write(bytes));
    expect(await post(senderWith(), url)).toEqual(unreachable('bad_answer'));
    await servers[0]?.allGone();
  });

  test.each([
    ['before its answer', ''],
    ['within its headers', 'HTTP/1.1 200 OK\r\nx-a:'],
    ['within its body', 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nx'],
    [
      'to speak another protocol',
      'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n',
    ],
  ])('a server that hangs up %s has not answered', async (_name, bytes) => {
    const url = await raw((socket) => void socket.once('data', () => socket.end(bytes)));
    expect(await post(senderWith(), url)).toEqual(unreachable('reset'));
  });
});

/** Writes a little again and again, until the other side is gone, or should long have been. */
function drip(socket: Socket, first: string, drop = 'x'): void {
  socket.write(first);
  const timer = setInterval(() => socket.write(drop), 20);
  const end = setTimeout(() => socket.destroy(), 5_000);
  socket.once('close', () => {
    clearInterval(timer);
    clearTimeout(end);
  });
}

describe('without a connection there is no answer', () => {
  test('nobody listens', async () => {
    const url = await http(() => undefined);
    servers.splice(0).forEach((server) => server.stop());
    expect(await post(senderWith(), url)).toEqual(unreachable('connection_refused'));
  });

  test('the name has no address, or DNS fails', async () => {
    const none = senderWith({ lookup: () => Promise.resolve([]) });
    const failing = senderWith({ lookup: () => Promise.reject(new Error('SERVFAIL')) });
    for (const sender of [none, failing]) {
      expect(await post(sender, 'https://shop.example/')).toEqual(unreachable('dns_failed'));
    }
  });

  test('a DNS that never answers takes no longer than the try', async () => {
    const sender = senderWith({ timeoutMs: 100, lookup: () => new Promise(() => undefined) });
    expect(await post(sender, 'https://shop.example/')).toEqual(unreachable('timeout'));
  });

  test('a header that can not be sent is no crash', async () => {
    const url = await http((_request, response) => response.end());
    const headers = { 'webhook-id': 'evt\r\nx: 1' };
    const { signal } = new AbortController();
    const answer = await senderWith().send({ url, headers, body: '{}', signal });
    expect(answer.kind).toBe('unreachable');
    expect(servers[0]?.connections()).toBe(0);
  });

  test('who gives a try up leaves nothing behind', async () => {
    const url = await http(() => undefined);
    const controller = new AbortController();
    const asked = senderWith().send({ url, headers: {}, body: '{}', signal: controller.signal });
    controller.abort();
    expect(await asked).toEqual(unreachable('given_up'));
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
    const before = senderWith().send({ url, headers: {}, body: '{}', signal: controller.signal });
    expect(await before).toEqual(unreachable('given_up'));
  });
});

describe('connections', () => {
  test('are kept from one notice to the next, and gather no listener, nor does a signal', async () => {
    const sockets: Socket[] = [];
    const note = (message: unknown): void =>
      void sockets.push((message as { socket: Socket }).socket);
    const url = await http((_request, response) => response.end());
    const sender = senderWith();
    const { signal } = new AbortController();
    const listeners: number[] = [];
    subscribe('net.client.socket', note);
    for (let sent = 0; sent < 5; sent += 1) {
      expect(await sender.send({ url, headers: {}, body: '{}', signal })).toEqual(answered);
      const [socket] = sockets;
      const names = socket?.eventNames() ?? [];
      listeners.push(names.reduce((sum, name) => sum + (socket?.listenerCount(name) ?? 0), 0));
    }
    unsubscribe('net.client.socket', note);
    expect([servers[0]?.connections(), sockets.length]).toEqual([1, 1]);
    expect(listeners[4]).toBe(listeners[1]);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  test('that were kept, and that the server had closed meanwhile, are opened anew', async () => {
    const served = new WeakSet<Socket>();
    const url = await http((request, response) => {
      if (served.has(request.socket)) request.socket.destroy();
      else response.end();
      served.add(request.socket);
    });
    const sender = senderWith();
    for (let sent = 0; sent < 3; sent += 1) expect(await post(sender, url)).toEqual(answered);
    expect(servers[0]?.connections()).toBe(3);
  });
});

describe('TLS', () => {
  const bodies: string[] = [];
  let port = 0;
  let secure: Listening;
  const lookup = (): Promise<readonly string[]> => Promise.resolve(['127.0.0.1']);
  const trusting = { lookup, ca: selfSigned.cert };

  beforeAll(async () => {
    const server = createSecureServer(selfSigned, (request, response) => {
      request.on('data', (chunk: Buffer) => bodies.push(chunk.toString()));
      request.on('end', () => response.end());
    });
    secure = await listenWith(server);
    ({ port } = secure);
  });
  afterAll(() => secure.stop());

  test('a certificate of an authority that nobody knows is refused, and nothing is told', async () => {
    const url = `https://notices.example:${port}/`;
    expect(await post(senderWith({ lookup }), url)).toEqual(unreachable('tls_failed'));
    expect(bodies).toEqual([]);
  });

  test('so is a known one that is for another name, or for none', async () => {
    for (const host of ['other.example', '127.0.0.1']) {
      const url = `https://${host}:${port}/`;
      expect(await post(senderWith(trusting), url)).toEqual(unreachable('tls_failed'));
    }
    expect(bodies).toEqual([]);
  });

  test('a known one for this name is believed', async () => {
    const url = `https://notices.example:${port}/`;
    expect(await post(senderWith(trusting), url, '{"a":1}')).toEqual(answered);
    expect(bodies).toEqual(['{"a":1}']);
  });

  test('a server that speaks none, or hangs up, or goes silent in the handshake', async () => {
    const plain = (await http((_request, response) => response.end())).replace('http:', 'https:');
    expect(await post(senderWith(), plain)).toEqual(unreachable('tls_failed'));
    const rude = (await raw((socket) => socket.destroy())).replace('http:', 'https:');
    expect(await post(senderWith(), rude)).toEqual(unreachable('tls_failed'));
    const silent = (await raw(() => undefined)).replace('http:', 'https:');
    expect(await post(senderWith({ timeoutMs: 200 }), silent)).toEqual(unreachable('timeout'));
  });
});
