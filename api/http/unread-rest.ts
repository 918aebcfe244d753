import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** How much of a body that nobody wants any more is read, so that its connection can be kept. */
const mostUnwantedBytes = 64 * 1024;

/** Ends a connection whose caller goes on sending, after a while in which the answer is read. */
function cutOff(request: IncomingMessage, lingerMs: number): void {
  const { socket } = request;
  request.pause();
  socket.end();
  const linger = setTimeout(() => socket.destroy(), lingerMs);
  socket.once('close', () => clearTimeout(linger));
}

/** A closed connection with bytes of the caller still unread would destroy the answer on its way. */
function closeSlowly(socket: Socket, lingerMs: number): void {
  socket.destroySoon = () => {
    socket.end();
    const linger = setTimeout(() => socket.destroy(), lingerMs);
    socket.once('close', () => clearTimeout(linger));
  };
}

/**
 * A request may be answered before its body has come: without a key, at an address that is none,
 * over the limit. Node would then read that body to its end, however long it is. This reads a
 * little more, for callers who mean no harm, and then closes the connection.
 */
export function boundUnreadRest(
  request: IncomingMessage,
  response: ServerResponse,
  lingerMs: number,
): void {
  response.once('prefinish', () => {
    if (request.complete || request.destroyed) return;
    closeSlowly(request.socket, lingerMs);
    let left = mostUnwantedBytes;
    // Once somebody reads the request, Node leaves the rest of it alone.
    request.on('data', (chunk: Buffer) => {
      left -= chunk.length;
      if (left < 0) cutOff(request, lingerMs);
    });
    request.resume();
  });
}
