import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { createServer as createHttp2 } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { grpcLook, httpLook, postgresLook } from './looks.ts';

const open: { close: () => unknown }[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

async function portOf(server: Pick<Server, 'listen' | 'address' | 'close'>): Promise<number> {
  open.push(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return (server.address() as AddressInfo).port;
}

const looks = {
  postgres: postgresLook,
  grpc: grpcLook,
  http: (port: number) => httpLook(`http://127.0.0.1:${port}/`),
};

test.each(Object.entries(looks))(
  '%s: who takes the connection and says nothing gives no sign',
  async (_, look) => {
    const port = await portOf(createServer());
    const tooLong = new AbortController();
    setTimeout(() => tooLong.abort(), 100);
    await expect(look(port)()(tooLong.signal)).rejects.toThrow();
  },
);

test.each(Object.entries(looks))('%s: nobody there gives no sign', async (_, look) => {
  const server = createServer();
  const port = await portOf(server);
  server.close();
  await once(server, 'close');
  await expect(look(port)()(new AbortController().signal)).rejects.toThrow();
});

test('an answer is a sign', async () => {
  const never = new AbortController().signal;
  const answering = await portOf(
    createServer((socket) => socket.once('data', () => socket.write('N'))),
  );
  expect(await postgresLook(answering)()(never)).toBe(true);
  expect(await grpcLook(await portOf(createHttp2()))()(never)).toBe(true);
});
