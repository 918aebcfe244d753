import type { Request, Response } from 'express';
import { z } from 'zod';
import { channelTitle } from '../../channels/channel-directory.ts';
import { pageStateOf } from '../../checkout/page-state.ts';
import type { CashierView } from '../../checkout/cashier-view.ts';
import type { OrderView } from '../../ledger/views/order-json.ts';
import { orderVersions } from '../../ledger/orders/order-versions.ts';
import { callerAddress } from '../http/caller-address.ts';
import { tokenRoute } from '../http/route.ts';
import { networkOf } from '../limits/address-caller.ts';
import { cashierView } from './cashier-view.ts';
import { isNews } from './order-streams.ts';
import { tokenPart } from './token-part.ts';
import { presentOrder } from '../orders/order-answer.ts';

/** A comment would do for proxies; an event tells the page, too. */
const beat = 'event: beat\ndata:\n\n';

/** How soon a browser comes again after its stream ended, ms. */
const comeAgainMs = { soonest: 1_000, latest: 5_000 };

/** Drawn for each stream: thousands that ended together don't come again together. */
function drawComeAgainMs(): number {
  const { soonest, latest } = comeAgainMs;
  return soonest + Math.floor(Math.random() * (latest - soonest));
}
/** A stream that reads nothing is ended when so much waits for it, bytes; its browser comes again. */
const mostUnread = 64 * 1024;

/** What a stream tells of an order. */
function told(view: CashierView): object {
  const { payment, returns } = view;
  return {
    id: view.orderId,
    status: view.status,
    version: view.version,
    held: view.held,
    state: pageStateOf(view, Date.now(), 'pay'),
    amount: { currency: view.amount.currency, value: view.amount.value },
    description: view.description,
    expires_at: new Date(view.expiresAtMs).toISOString(),
    now: new Date().toISOString(),
    payment: payment && {
      channel: payment.channel,
      method: payment.method,
      status: payment.status,
      expires_at: new Date(payment.expiresAtMs).toISOString(),
    },
    returns: returns.map(({ channel, money, standing, to, atMs }) => ({
      channel,
      amount: money.value,
      standing,
      to,
      at: atMs === null ? null : new Date(atMs).toISOString(),
    })),
  };
}

/** Writes what it can; a stream whose reader is gone or too slow ends. */
function write(response: Response, text: string): void {
  if (response.writableEnded || response.destroyed) return;
  response.write(text);
  if (response.writableLength > mostUnread) response.destroy();
}

/**
 * The version that the page has: of the last event, or, for a stream that is begun anew, as its
 * address says.
 */
function lastSeen(request: Request): number {
  const asked = request.query['version'];
  const said = [request.get('last-event-id'), typeof asked === 'string' ? asked : undefined];
  const seen = said.find((text) => /^\d{1,15}$/.test(text ?? ''));
  return seen === undefined ? -1 : Number(seen);
}

/** `GET /pay/{token}/events`: tells a page that its order changed. */
export const streamOrder = tokenRoute({
  name: 'getCashierEvents',
  method: 'get',
  path: '/pay/{token}/events',
  tag: 'cashier',
  summary: 'What changes, as it changes',
  description:
    'Server-sent events: `order`, with the order’s version as `id` and the shopper’s view as `data`; the newest at once, unless `Last-Event-ID`, or `?version=` beside `?held=`, names it. `beat` every 15 s.',
  parts: { token: tokenPart },
  body: null,
  answers: {
    200: {
      description: 'The stream. It ends when the process does; come again.',
      content: {
        'text/event-stream': z.string().meta({
          description: 'Events.',
          example: 'event: order\nid: 4\ndata: {"id":"A-1001","status":"paid","version":4}\n\n',
        }),
      },
    },
  },
  problems: [],
  answer: async (deps, order, request, response) => {
    const { channels, orderStreams, heartbeats, stopping } = deps;
    const titleOf = (channel: string): string => channelTitle(channels, channel);
    const besides = { merchant: order.key.merchant, choices: [], titleOf, isInsideApp: false };
    const latest = { version: lastSeen(request), held: request.query['held'] === 'true' };
    const tell = (view: OrderView): void => {
      const now = { version: view.version, held: view.attention.includes('held') };
      if (!isNews(latest, now)) return;
      Object.assign(latest, now);
      const data = JSON.stringify(told(cashierView(view, besides)));
      write(response, `event: order\nid: ${view.version}\ndata: ${data}\n\n`);
    };
    // Watched before it is read, so that nothing falls in between.
    const network = networkOf(callerAddress(request));
    const leave = orderStreams.watch(order.key, { ...latest }, network, tell);
    const quiet = heartbeats.join(() => write(response, beat));
    const stop = (): void => {
      response.end();
    };
    const end = (): void => {
      leave();
      quiet();
      stopping.removeEventListener('abort', stop);
    };
    response.once('close', end);
    stopping.addEventListener('abort', stop);
    // Whoever left while the order was looked for tells it no more.
    if (response.closed || response.destroyed) {
      end();
      return;
    }
    response.status(200).set({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    });
    // Thousands come again at once after a restart: whoever knows the newest costs one row.
    const [stands] = await orderVersions(deps.database, [order.key]);
    if (stands === undefined || isNews(latest, stands)) tell(await presentOrder(deps, order.key));
    write(response, `retry: ${drawComeAgainMs()}\n${beat}`);
    if (stopping.aborted) stop();
  },
});
