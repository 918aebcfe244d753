import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { join } from 'node:path';
import express from 'express';
import type { Express, NextFunction, Request, Response } from 'express';
import { createClock } from './engine/clock.ts';
import { complain } from './engine/complain.ts';
import { ControlError } from './engine/control-error.ts';
import { createControls } from './controls.ts';
import { createFaults } from './engine/faults.ts';
import { openJournal } from './engine/journal.ts';
import { createLater } from './engine/later.ts';
import { createMoneyBook } from './engine/money-book.ts';
import { createPhoneRoutes } from './phone-routes.ts';
import { createRequestLog } from './engine/request-log.ts';
import { writeSecretFile } from './engine/secret-file.ts';
import type { SandboxContext, SimulatedChannel } from './engine/simulated-channel.ts';
import { createAlipay } from './alipay/alipay.ts';
import { createWechat } from './wechat/wechat.ts';

const makers = { wechat: createWechat, alipay: createAlipay };

/** The channels a sandbox can have. */
export const channelNames = ['wechat', 'alipay'] as const satisfies (keyof typeof makers)[];
export type ChannelName = (typeof channelNames)[number];

/** How a sandbox is set up. */
export type SandboxOptions = Readonly<{
  /** Holds the journal, the issued keys and credentials.json. */
  dataDir: string;
  host?: string;
  /** 0 for any free one. */
  port?: number;
  /** Factor on every wait of the sandbox; default 1. */
  timeScale?: number;
  /** Merchant accounts that each channel issues; default `default`. */
  accounts?: readonly string[];
  /** Which channels it has; default all. */
  channels?: readonly ChannelName[];
  /** Where browsers reach it, if not where it listens. */
  publicUrl?: string | undefined;
  /** The wall clock in milliseconds; for tests of limits of days and years. */
  nowMs?: () => number;
}>;

/** A sandbox that listens. */
export type Sandbox = Readonly<{ url: string; close: () => Promise<void> }>;

function reportError(error: unknown, _request: Request, response: Response, next: NextFunction) {
  if (response.headersSent) {
    next(error);
    return;
  }
  if (error instanceof ControlError) {
    response.status(error.status).json({ error: error.message });
    return;
  }
  const status = error instanceof SyntaxError ? 400 : 500;
  if (status === 500) complain(String(error));
  response.status(status).json({ error: status === 400 ? 'The body is not JSON' : String(error) });
}

function createApp(
  context: SandboxContext,
  channels: ReadonlyMap<string, SimulatedChannel>,
  publishCredentials: () => void,
): Express {
  const app = express();
  app.disable('x-powered-by').disable('etag');
  app.get('/healthz', (_request, response) => void response.json({ status: 'ok' }));
  app.use('/_sandbox', createControls({ ...context, channels, publishCredentials }));
  app.use('/phone', createPhoneRoutes(channels));
  app.use((_request, response, next) => {
    response.set('Date', new Date(context.clock.wireMs()).toUTCString());
    next();
  });
  for (const channel of channels.values()) app.use(`/${channel.name}`, channel.router);
  app.use(reportError);
  return app;
}

async function listen(server: Server, port: number, host: string): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No TCP address');
  const shownHost = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${shownHost}:${address.port}`;
}

/**
 * Starts the channel sandbox: state is read back from its data folder, credentials
 * are written there before it listens.
 */
export async function createSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { dataDir, host = '127.0.0.1', port = 0, timeScale = 1, accounts = ['default'] } = options;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const journal = openJournal(join(dataDir, 'journal.jsonl'));
  const clock = createClock(timeScale, options.nowMs);
  const server = createServer();
  const reached = { url: options.publicUrl ?? '' };
  const context: SandboxContext = {
    dataDir,
    accounts,
    journal,
    clock,
    later: createLater(journal, clock),
    money: createMoneyBook(journal),
    faults: createFaults(journal),
    requests: createRequestLog(),
    publicUrl: () => reached.url,
  };
  const chosen = options.channels ?? channelNames;
  const made = await Promise.all(chosen.map((name) => makers[name](context)));
  const channels = new Map(made.map((one) => [one.name, one] as const));
  const publishCredentials = (): void => {
    const all = Object.fromEntries([...channels].map(([name, one]) => [name, one.credentials()]));
    writeSecretFile(join(dataDir, 'credentials.json'), `${JSON.stringify(all, null, 2)}\n`);
  };
  publishCredentials();
  const app = createApp(context, channels, publishCredentials);
  server.on('request', (request, response) => void app(request, response));
  const url = await listen(server, port, host);
  if (reached.url === '') reached.url = url;
  context.later.start(new Map([...channels].map(([name, one]) => [name, one.runTask])));

  return Object.freeze({
    url,
    async close(): Promise<void> {
      context.later.stop();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      journal.close();
    },
  });
}
