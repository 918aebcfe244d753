import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** A request, as far as it was read, and its answer. */
export type Exchange = Readonly<{ request: IncomingMessage; response: ServerResponse }>;

/** What is under way on a connection and not over, oldest first. */
export type ExchangesOn = (socket: Duplex) => readonly Exchange[];

function isOver({ request, response }: Exchange): boolean {
  return request.complete && response.writableFinished;
}

/**
 * Remembers what is under way on each connection of a server.
 *
 * @returns finds the exchanges of a connection that are not over, oldest first
 */
export function rememberExchanges(server: Server): ExchangesOn {
  const known = new WeakMap<Duplex, readonly Exchange[]>();
  const find: ExchangesOn = (socket) => (known.get(socket) ?? []).filter((one) => !isOver(one));
  server.on('request', (request, response) => {
    known.set(request.socket, [...find(request.socket), { request, response }]);
  });
  return find;
}
