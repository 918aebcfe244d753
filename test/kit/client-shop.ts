import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Client } from '../../client/client.ts';
import type { Event } from '../../client/contract.ts';
import { NoticeError } from '../../client/notice-error.ts';
import { verifyNotice } from '../../client/verify-notice.ts';

/** What the shop's receiver does with a notice that is genuine. */
export type Manner =
  | 'takes'
  /** It ends before it has read the notice, and hangs up. */
  | 'loses'
  /** It has done it, and its answer is lost. */
  | 'takes silently'
  /** It says that it is gone. */
  | 'gone';

/**
 * A shop that knows of PaidOnce what its client tells it, and no more: it hands goods out once per
 * order, by notices or by reading events, whichever comes first.
 */
export class ClientShop {
  readonly secrets: string[] = [];
  /** How often the goods of an order were handed out. */
  readonly handedOut = new Map<string, number>();
  readonly refused: string[] = [];
  /** How often an event came. */
  readonly came = new Map<string, number>();
  manner: Manner = 'takes';
  readonly #paidonce: Client;
  #server: Server | null = null;
  #port = 0;
  #readTo = 0;

  constructor(paidonce: Client) {
    this.#paidonce = paidonce;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}/hooks`;
  }

  handle(event: Event): void {
    const times = this.came.get(event.id) ?? 0;
    this.came.set(event.id, times + 1);
    if (times > 0 || event.type !== 'order.paid') return;
    this.handedOut.set(event.order_id, (this.handedOut.get(event.order_id) ?? 0) + 1);
  }

  /** Reads what there is, as a shop does that was away. */
  async readOn(): Promise<void> {
    for await (const page of this.#paidonce.events.list({ after: this.#readTo }).pages()) {
      page.data.forEach((event) => this.handle(event));
      if (page.next_cursor !== null) this.#readTo = Number(page.next_cursor);
    }
  }

  /** Opens its receiver, at the same address each time. */
  async open(): Promise<void> {
    this.#server = createServer((request, response) => {
      void (async () => {
        const { manner } = this;
        if (manner === 'loses') {
          request.destroy();
          return;
        }
        try {
          const event = verifyNotice(request.headers, await buffer(request), this.secrets);
          if (manner !== 'gone') this.handle(event);
          if (manner === 'takes silently') response.destroy();
          else response.writeHead(manner === 'gone' ? 410 : 204).end();
        } catch (error) {
          this.refused.push(error instanceof NoticeError ? error.code : String(error));
          response.writeHead(error instanceof NoticeError ? 400 : 500).end();
        }
      })();
    });
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Nobody listens any more. */
  async close(): Promise<void> {
    this.#server?.closeAllConnections();
    this.#server?.close();
    if (this.#server !== null) await once(this.#server, 'close');
    this.#server = null;
  }
}
