import {
  type AddressInfo,
  createServer as createRawServer,
  type Server,
  type Socket,
} from 'node:net';
import { createServer, type RequestListener, type Server as HttpServer } from 'node:http';

/** A server on this machine that counts who came. */
export type Listening = Readonly<{
  port: number;
  /** Connections so far. */
  connections: () => number;
  /** Resolves when the last connection is gone. */
  allGone: () => Promise<void>;
  stop: () => void;
}>;

async function listen(server: Server | HttpServer, host: string, port: number): Promise<Listening> {
  const open = new Set<Socket>();
  const seen = { count: 0, onGone: (): void => undefined };
  server.on('connection', (socket: Socket) => {
    seen.count += 1;
    open.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      open.delete(socket);
      if (open.size === 0) seen.onGone();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => seen.count,
    allGone: () =>
      new Promise((resolve) => {
        seen.onGone = resolve;
        if (open.size === 0) resolve();
      }),
    stop: () => {
      for (const socket of open) socket.destroy();
      server.close();
    },
  };
}

/** Speaks HTTP. */
export function listenHttp(
  listener: RequestListener,
  { host = '127.0.0.1', port = 0 } = {},
): Promise<Listening> {
  return listen(createServer(listener), host, port);
}

/** Speaks whatever it is told to. */
export function listenRaw(onSocket: (socket: Socket) => void): Promise<Listening> {
  const server = createRawServer((socket) => {
    onSocket(socket);
    // Who does not read does not see that the other side is gone.
    socket.resume();
  });
  return listen(server, '127.0.0.1', 0);
}

/** The same for a server that was made elsewhere. */
export function listenWith(server: Server | HttpServer): Promise<Listening> {
  return listen(server, '127.0.0.1', 0);
}
