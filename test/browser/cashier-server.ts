import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cashierPolicy } from '../../api/cashier/page-headers.ts';
import { readPageAssets } from '../../api/cashier/page-addresses.ts';
import { cashierPage } from '../../checkout/cashier-page.ts';
import type { CashierView } from '../../checkout/cashier-view.ts';
import { en } from '../../checkout/texts/en.ts';

/** What the server does with those who ask for the stream. */
type StreamManner = 'beats once' | 'ends at once' | 'refuses';

/** A server of one page, as our networks are at their worst. Times on the page are the browser's. */
export type CashierServer = Readonly<{
  origin: string;
  /** How the order stands, and how the stream is served, from now on. */
  now: { view: CashierView; streams: StreamManner };
  /** How often the page, the stream and a click were asked for. */
  asked: { pages: number; streams: number; clicks: string[] };
  /** Streams that the browser keeps open. */
  open: Set<ServerResponse>;
  stop: () => Promise<void>;
}>;

export const openView: CashierView = {
  orderId: 'A-1',
  merchant: 'The shop',
  description: 'Two tickets',
  amount: { currency: 'CNY', value: 1_999, exponent: 2 },
  status: 'open',
  held: false,
  isGivenBack: false,
  version: 1,
  expiresAtMs: Date.now() + 3_600_000,
  returnUrl: null,
  payment: null,
  payable: [],
  lateAnswerByMs: null,
  returns: [],
  choices: [{ channel: 'wechat', title: 'WeChat Pay', method: 'qr', account: null, asks: [] }],
  isInsideApp: false,
};

function drawn({ view }: CashierServer['now']): string {
  return cashierPage({
    view,
    texts: en,
    isLanguageAsked: false,
    // A server whose moment stands still: what is left of the time never changes.
    nowMs: openView.expiresAtMs - 3_600_000,
    place: 'pay',
    addresses: { page: '/pay/T', assets: '/assets/' },
    clickId: randomUUID(),
    question: null,
    trouble: null,
  });
}

function stream(server: Pick<CashierServer, 'now' | 'open'>, response: ServerResponse): void {
  if (server.now.streams === 'refuses') {
    response.writeHead(503).end();
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write('retry: 10\nevent: beat\ndata:\n\n');
  if (server.now.streams === 'ends at once') {
    response.end();
    return;
  }
  server.open.add(response);
  response.once('close', () => server.open.delete(response));
}

/** Serves the page's own files and HTML; no click leads anywhere. */
export async function serveCashier(): Promise<CashierServer> {
  const assets = readPageAssets();
  const asked: CashierServer['asked'] = { pages: 0, streams: 0, clicks: [] };
  const at = {
    now: { view: openView, streams: 'beats once' as StreamManner },
    open: new Set<ServerResponse>(),
  };
  const server = createServer((request, response) => {
    const { url = '', method } = request;
    const asset = assets.find(url.replace('/assets/', ''));
    if (asset !== undefined) {
      response.writeHead(200, { 'content-type': asset.type }).end(asset.body);
      return;
    }
    if (method === 'POST') {
      request.setEncoding('utf8');
      request.on('data', (body: string) => asked.clicks.push(body));
      // The browser stays where it is, as when nothing comes; Chromium's driver waits for the latter.
      request.on('end', () => response.writeHead(204).end());
      return;
    }
    if (url.startsWith('/pay/T/events')) {
      asked.streams += 1;
      stream(at, response);
      return;
    }
    asked.pages += 1;
    response
      .writeHead(200, { 'content-type': 'text/html', 'content-security-policy': cashierPolicy })
      .end(drawn(at.now));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    ...at,
    asked,
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
