import { Agent, get } from 'node:http';

/** A stream as a browser keeps it: opened again where it ends, as soon as the server asked for. */
export type ShopperStream = Readonly<{
  /** Whether it is open now. */
  isOpen: () => boolean;
  /** Answers other than 200: then a page asks by itself, and for a stream again seldom. */
  refused: () => number;
  close: () => void;
}>;

/** How soon a page that was refused a stream asks for one again, ms. */
const refusedMs = 2_000;

/** @param localAddress whose shopper it is: limits count by it */
export function openStream(
  url: string,
  localAddress: string,
  hear: (version: number) => void,
): ShopperStream {
  const agent = new Agent({ keepAlive: false, maxSockets: 1 });
  const is = { open: false, closed: false, refused: 0, againMs: 1_000, last: '' };
  const again = (inMs: number): void => {
    is.open = false;
    if (!is.closed) setTimeout(open, inMs);
  };
  function open(): void {
    const answer = { began: false };
    const headers = is.last === '' ? {} : { 'last-event-id': is.last };
    const asked = get(url, { agent, localAddress, headers }, (response) => {
      answer.began = true;
      if (response.statusCode !== 200) {
        is.refused += 1;
        response.resume();
        again(refusedMs);
        return;
      }
      response.setEncoding('utf8');
      response.on('data', (text: string) => {
        is.open = true;
        is.againMs = Number(/^retry: (\d+)/m.exec(text)?.[1] ?? is.againMs);
        const version = /^id: (\d+)/m.exec(text)?.[1];
        if (version === undefined) return;
        is.last = version;
        hear(Number(version));
      });
      response.once('error', () => undefined);
      response.once('close', () => again(is.againMs));
    });
    asked.once('error', () => {
      // After an answer began, its end is told by itself.
      if (!answer.began) again(is.againMs);
    });
  }
  open();
  return {
    isOpen: () => is.open,
    refused: () => is.refused,
    close: () => {
      is.closed = true;
      agent.destroy();
    },
  };
}
