import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { startApi } from './api-without-engine.ts';

const api = await startApi();
const { hostname, port } = new URL(api.url);

const open = new Set<Socket>();
afterEach(() => {
  for (const socket of open) socket.destroy();
  open.clear();
});

/** More than the buffers of two sockets hold, and far less than anybody could send in a second. */
const mostTaken = 32 * 1024 * 1024;

type Sent = Readonly<{ answer: string; bytes: number }>;

/** Sends without end, as fast as it is taken, until the API closes the connection. */
async function sendWithoutEnd(head: string, piece: Buffer): Promise<Sent> {
  const socket = connect({ host: hostname, port: Number(port) });
  open.add(socket);
  const parts: Buffer[] = [];
  socket.on('data', (part: Buffer) => parts.push(part));
  const closed = new Promise<void>((resolve) => {
    socket.once('error', () => resolve());
    socket.once('close', () => resolve());
  });
  await once(socket, 'connect');
  socket.write(head);
  const more = (): void => {
    while (!socket.destroyed && socket.bytesWritten < 4 * mostTaken && socket.write(piece));
  };
  socket.on('drain', more);
  more();
  await closed;
  return { answer: Buffer.concat(parts).toString(), bytes: socket.bytesWritten };
}

const host = 'Host: pay.example\r\nContent-Type: application/json\r\n';
const chunked = `${host}Transfer-Encoding: chunked\r\n\r\n`;
const size = 64 * 1024;
const chunk = Buffer.from(`${size.toString(16)}\r\n${'a'.repeat(size)}\r\n`);
const bytes = Buffer.alloc(size, 'a');
const asShop = `Authorization: Bearer ${api.keys.shop}\r\n`;

describe('a body without end is not read to its end, and its sender is told', () => {
  const cases: readonly (readonly [string, string, Buffer, string])[] = [
    [
      'of a callback',
      `POST /callbacks/paper/default HTTP/1.1\r\n${chunked}`,
      chunk,
      'body_too_large',
    ],
    ['with a key', `POST /v1/orders HTTP/1.1\r\n${asShop}${chunked}`, chunk, 'body_too_large'],
    ['without a key', `POST /v1/orders HTTP/1.1\r\n${chunked}`, chunk, 'unauthenticated'],
    ['at no address', `POST /nothing HTTP/1.1\r\n${chunked}`, chunk, 'route_not_found'],
    ['where none is read', `GET /healthz HTTP/1.1\r\n${chunked}`, chunk, '"status":"ok"'],
    [
      'that says how long it is',
      `POST /callbacks/paper/default HTTP/1.1\r\n${host}Content-Length: 9000000000\r\n\r\n`,
      bytes,
      'body_too_large',
    ],
  ];
  test.each(cases)('%s', async (_what, head, piece, told) => {
    const sent = await sendWithoutEnd(head, piece);
    expect(sent.answer.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    expect(sent.answer).toContain(told);
    expect(sent.bytes).toBeLessThan(mostTaken);
  });
});

test('a body that says it is too large is refused before any of it comes', async () => {
  const socket = connect({ host: hostname, port: Number(port) });
  open.add(socket);
  socket.write(
    `POST /v1/orders HTTP/1.1\r\n${asShop}${host}Expect: 100-continue\r\nContent-Length: 70000\r\n\r\n`,
  );
  const [first] = (await once(socket, 'data')) as [Buffer];
  expect(first.toString()).toMatch(/^HTTP\/1\.1 413 /);
});

test('a refusal leaves the connection to a caller whose small body comes a moment later', async () => {
  const socket = connect({ host: hostname, port: Number(port) });
  open.add(socket);
  socket.write(`POST /v1/orders HTTP/1.1\r\n${host}Content-Length: 2\r\n\r\n`);
  const [first] = (await once(socket, 'data')) as [Buffer];
  expect(first.toString()).toMatch(/^HTTP\/1\.1 401 /);
  socket.write(`{}GET /healthz HTTP/1.1\r\n${host}\r\n`);
  const [second] = (await once(socket, 'data')) as [Buffer];
  expect(second.toString()).toMatch(/^HTTP\/1\.1 200 /);
});

test('a query with more parameters than any call has is refused before it is split', async () => {
  const query = Array.from({ length: 2_000 }, (_, index) => `a${index}`).join('&');
  const headers = { authorization: `Bearer ${api.keys.shop}` };
  const got = await fetch(`${api.url}/v1/orders?${query}`, { headers });
  expect(got.status).toBe(400);
  expect(await got.text()).toContain('more than 100 parameters');
});
