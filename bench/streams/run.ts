import { readFileSync } from 'node:fs';
import { Agent, get, type IncomingMessage } from 'node:http';
import { Shop } from '../../test/kit/shop.ts';
import { install, workingCopy } from '../overload/installation.ts';

/**
 * Cashier pages that are open at once on one API process: what they cost in memory, and how long a
 * change takes to reach all who watch it. Prints a table; nothing is asserted.
 */
const orders = 500;
const streamsPerOrder = 10;
const opensAtOnce = 40;
const changesAtOnce = 4;

function residentMb(pid: number): number {
  const line = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line?.[1] ?? 0) / 1024;
}

function quantile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
}

async function inTurns<T>(
  all: readonly T[],
  atOnce: number,
  work: (one: T) => Promise<void>,
): Promise<void> {
  const left = [...all];
  const hand = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) await work(next);
  };
  await Promise.all(Array.from({ length: atOnce }, hand));
}

type Heard = Readonly<{ status: string; atMs: number }>;

/** A stream that hears the order's status; the newest counts. */
function listen(url: string, agent: Agent, hear: (heard: Heard) => void): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get(`${url}/events`, { agent }, (response) => {
      if (response.statusCode !== 200) {
        reject(new Error(`a stream was answered by ${response.statusCode ?? 0}`));
        return;
      }
      response.setEncoding('utf8');
      response.on('data', (text: string) => {
        const status = /"status":"(\w+)"/.exec(text)?.[1];
        if (status !== undefined) hear({ status, atMs: performance.now() });
      });
      resolve(response);
    }).on('error', reject);
  });
}

const { addresses, apiPid: api, stop } = await install(workingCopy);
try {
  const shop = new Shop(addresses);
  const urls = new Map<string, string>();
  await inTurns(
    Array.from({ length: orders }, (_, at) => at),
    8,
    async () => {
      const id = await shop.order();
      const order = (await shop.get(id)) as Readonly<{ checkout_url: string }>;
      urls.set(id, order.checkout_url);
    },
  );
  const before = residentMb(api);
  const agent = new Agent({ keepAlive: true, maxSockets: Infinity });
  const closedAt = new Map<string, number>();
  const delays: number[] = [];
  const watching = [...urls].flatMap(([id, url]) =>
    Array.from({ length: streamsPerOrder }, () => ({ id, url })),
  );
  await inTurns(watching, opensAtOnce, async ({ id, url }) => {
    await listen(url, agent, ({ status, atMs }) => {
      const since = closedAt.get(id);
      if (status === 'closed' && since !== undefined) delays.push(atMs - since);
    });
  });
  const open = residentMb(api);
  process.stdout.write(
    `${watching.length} streams are open: ${(open - before).toFixed(0)} MB more than ${before.toFixed(0)} MB\n`,
  );
  const began = performance.now();
  await inTurns([...urls.keys()], changesAtOnce, async (id) => {
    // From the request on, so the order's own run and its commit are part of what is measured.
    closedAt.set(id, performance.now());
    await shop.call('POST', `/v1/orders/${id}/close`);
  });
  const asked = performance.now() - began;
  while (delays.length < watching.length && performance.now() - began < 120_000) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const all = performance.now() - began;
  const sorted = delays.toSorted((one, other) => one - other);
  process.stdout.write(
    `${orders} orders closed in ${(asked / 1_000).toFixed(1)} s, ${changesAtOnce} at a time; ` +
      `${sorted.length} of ${watching.length} streams had heard after ${(all / 1_000).toFixed(1)} s.\n` +
      `From the request to the stream: median ${quantile(sorted, 0.5).toFixed(0)} ms, ` +
      `99 % ${quantile(sorted, 0.99).toFixed(0)} ms, slowest ${quantile(sorted, 1).toFixed(0)} ms; ` +
      `${residentMb(api).toFixed(0)} MB afterwards.\n`,
  );
  agent.destroy();
} finally {
  await stop();
}
