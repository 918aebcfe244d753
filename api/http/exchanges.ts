import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** A request, as far as it was read, and its answer. */
export type Exchange = Readonly<{ request: IncomingMessage; response: ServerResponse }>;

function isOver({ request, response }: Exchange): boolean {
  return request.complete && response.writableFinished;
}

/**
 * Remembers what is under way on each connection of a server.
 *
 * @returns finds the exchanges of a connection that are not over, oldest first
 */
export function rememberExchanges(server: Server): (socket: Duplex) => readonly Exchange[] {
  const known = new WeakMap<Duplex, readonly Exchange[]>();
  const find = (socket: Duplex): readonly Exchange[] =>
    (known.get(socket) ?? []).filter((one) => !isOver(one));
  server.on('request', (request, response) => {
    known.set(request.socket, [...find(request.socket), { request, response }]);
  });
  return find;
}
