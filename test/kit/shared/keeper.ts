import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startPaidOnce } from '../paidonce.ts';
import { startLedger } from '../postgres.ts';
import { runFolderVariable } from './names.ts';

/** One server for many test files: what they are told of it, and how it ends. */
type Kept = Readonly<{ told: unknown; stop: () => Promise<void> }>;

/** A server, and on it a database that was migrated, to be copied. */
async function keepPostgres(): Promise<Kept> {
  const postgres = await startLedger();
  const url = new URL(postgres.ownerUrl);
  const migrated = url.pathname.slice(1);
  // Nobody may be connected to what is copied.
  url.pathname = '/postgres';
  return { told: { url: url.href, migrated }, stop: postgres.stop };
}

async function keepPaidOnce(timeScale: number): Promise<Kept> {
  const { addresses, dataFolder, stop } = await startPaidOnce({ timeScale });
  return { told: { addresses, dataFolder }, stop };
}

async function keepChromium(): Promise<Kept> {
  const folder = process.env[runFolderVariable];
  if (folder === undefined) throw new Error('a Chromium is kept in a run of tests alone');
  // Most runs look at no page: they don't read Playwright.
  const { startChromium } = await import('../browser/chromium.ts');
  const { endpoint, stop } = await startChromium(folder);
  return { told: { endpoint }, stop };
}

/** @param path `/postgres`, `/chromium`, or `/paidonce/` and a time scale */
function keep(path: string): Promise<Kept> {
  const [, what, timeScale] = path.split('/');
  if (what === 'postgres') return keepPostgres();
  if (what === 'chromium') return keepChromium();
  if (what === 'paidonce') return keepPaidOnce(Number(timeScale));
  return Promise.reject(new Error(`nothing is kept at ${path}`));
}

/** By path; each is started for the first who asks. */
const keeping = new Map<string, Promise<Kept>>();

const server = createServer((request, response) => {
  const path = request.url ?? '/';
  const kept = keeping.get(path) ?? keep(path);
  keeping.set(path, kept);
  kept.then(
    ({ told }) => response.end(JSON.stringify(told)),
    (error: unknown) => response.writeHead(500).end(String(error)),
  );
});

async function end(): Promise<void> {
  server.close();
  server.closeAllConnections();
  await Promise.allSettled([...keeping.values()].map(async (one) => (await one).stop()));
  const folder = process.env[runFolderVariable];
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  process.exit();
}

// Whoever started us is gone, or done: also where it was killed.
process.once('disconnect', () => void end());
server.listen(0, '127.0.0.1');
await once(server, 'listening');
process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
