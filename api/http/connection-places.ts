import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Exchange, ExchangesOn } from './exchanges.ts';

/** Whether a request that came whole is being answered; it may wait for news. */
function isServed(exchanges: readonly Exchange[]): boolean {
  return exchanges.some(({ request, response }) => request.complete && !response.writableEnded);
}

/**
 * Bounds how many connections a server holds, and still lets newcomers in: where all places are
 * taken, one that was open long and has sent no whole request, or does not read its answer, is
 * closed. So connections that are kept open for nothing, or send a byte now and then, keep nobody
 * out; a channel sends its callback as soon as it is connected. Nothing was done for what is closed
 * so. A newcomer is closed only where every other is being served.
 *
 * @param underWayOn what of a connection is not over
 */
export function boundConnections(server: Server, most: number, underWayOn: ExchangesOn): void {
  // Longest open first, but those found being served stand last again.
  const open = new Set<Duplex>();

  function leastServed(): Duplex | null {
    let left = open.size;
    for (const socket of open) {
      if (left === 0) return null;
      left -= 1;
      if (!isServed(underWayOn(socket))) return socket;
      open.delete(socket);
      open.add(socket);
    }
    return null;
  }

  server.on('connection', (socket: Duplex) => {
    if (open.size >= most) {
      const other = leastServed();
      if (other === null) {
        socket.destroy();
        return;
      }
      open.delete(other);
      other.destroy();
    }
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
}
