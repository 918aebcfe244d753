import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { createClient } from '../../client/index.ts';
import { noticesRoute } from './notices-route.ts';
import { openOrderBook } from './order-book.ts';
import { orderRoutes, type OrderDesk } from './order-routes.ts';
import { html } from './pages/html.ts';
import { page } from './pages/layout.ts';
import type { ShopSettings } from './settings.ts';
import { notFound, shelfRoutes } from './shelf-routes.ts';
import { readOn } from './take-event.ts';

/** A shop that is open. */
export type OpenShop = Readonly<{ url: string; close: () => Promise<void> }>;

const readAgainAfterMs = 2_000;
const patience = { tries: 4, forMs: 8_000 };

const headers = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
};

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** The files that browsers load; read once. */
function fileRoutes(): express.Router {
  const router = express.Router();
  const files = {
    'shop.css': 'text/css',
    'shop.js': 'text/javascript',
    'mark.svg': 'image/svg+xml',
  };
  for (const [name, type] of Object.entries(files)) {
    const content = readFileSync(join(import.meta.dirname, 'browser', name), 'utf8');
    router.get(`/${name}`, (_request, response) => void response.type(type).send(content));
  }
  return router;
}

function reportError(error: unknown, request: Request, response: Response, next: NextFunction) {
  if (response.headersSent) {
    next(error);
    return;
  }
  const status = error instanceof Error && 'status' in error ? Number(error.status) : 500;
  if (status === 500) say(`${request.method} ${request.path}: ${String(error)}`);
  const main = html`<h1>That did not work</h1>
    <p class="lead">Nothing was bought by it. Please go back and try again.</p>`;
  response.status(status).send(page({ title: 'That did not work', main, inCart: 0 }));
}

function createApp(desk: OrderDesk, secrets: readonly string[]): Express {
  const app = express();
  app.disable('x-powered-by').disable('etag');
  app.get('/healthz', (_request, response) => void response.json({ status: 'ok' }));
  app.use((_request, response, next) => {
    response.set(headers);
    next();
  });
  app.use(noticesRoute(desk.book, secrets), fileRoutes(), shelfRoutes(), orderRoutes(desk));
  app.use(notFound);
  app.use(reportError);
  return app;
}

async function listen(server: Server, port: number): Promise<string> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No TCP address');
  return `http://127.0.0.1:${address.port}`;
}

/** Reads what was missed, as often as it takes: until then notices tell it what is new. */
function catchUp({ paidonce, book }: OrderDesk): () => void {
  let timer: NodeJS.Timeout | null = null;
  let isOver = false;
  const tryIt = (): void => {
    readOn(paidonce, book).catch((error: unknown) => {
      say(`What was missed could not be read yet: ${String(error)}`);
      if (!isOver) timer = setTimeout(tryIt, readAgainAfterMs);
    });
  };
  tryIt();
  return () => {
    isOver = true;
    if (timer !== null) clearTimeout(timer);
  };
}

/** Opens the shop: it listens, and reads what it missed while it was closed. */
export async function openShop(settings: ShopSettings): Promise<OpenShop> {
  const paidonce = createClient({ ...settings.paidonce, patience });
  const book = openOrderBook(settings.dataFolder);
  const server = createServer();
  const url = await listen(server, settings.port);
  const desk = { paidonce, book, shop: { url }, sandbox: settings.sandbox };
  server.on('request', createApp(desk, settings.secrets));
  const stopCatchingUp = catchUp(desk);
  return Object.freeze({
    url,
    close: async () => {
      stopCatchingUp();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  });
}
