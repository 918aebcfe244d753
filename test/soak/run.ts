import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { startPaidOnce } from '../kit/paidonce.ts';
import { Shop } from '../kit/shop.ts';
import { growthOver } from './growth.ts';
import { type MeasuredProcess, measuredApi, measuredWorker } from './measured-process.ts';
import { payOrders } from './pay-orders.ts';
import { sendRequests } from './send-requests.ts';

/*
 * `npm run soak`: 200,000 requests to one API and 2,000 paid orders with one more worker, whose
 * memory is told after each round; it fails where that grows. `-- --requests N --orders N` for less.
 */
const timeScale = 0.05;
const rounds = 10;

const { values: given } = parseArgs({
  options: {
    requests: { type: 'string', default: '200000' },
    orders: { type: 'string', default: '2000' },
  },
});

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

const inMegabytes = (bytes: number): string => `${(bytes / 1_048_576).toFixed(1)} MB`;

function residentBytes(pid: number): number {
  return (
    Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) * 1_024
  );
}

/** Heaps in use, told with what the operating system gave the process. */
function toldHeap(what: string, measured: MeasuredProcess): () => Promise<number> {
  const { pid } = measured.process;
  return async () => {
    const before = residentBytes(pid);
    const bytes = await measured.heapBytes();
    say(`${what}: ${inMegabytes(bytes)} in use, ${inMegabytes(before)} resident`);
    return bytes;
  };
}

/**
 * @param kept bytes of each
 * @param bound bytes that may be kept once, and of each
 */
function isFlat(
  what: string,
  kept: number,
  done: number,
  { settling, perOne }: Readonly<{ settling: number; perOne: number }>,
): boolean {
  say(`${what}: ${kept.toFixed(0)} bytes kept of each of ${done}.`);
  return kept * done < settling + perOne * done;
}

const paidonce = await startPaidOnce({ timeScale });
const { addresses } = paidonce;

async function soakApi(requests: number): Promise<boolean> {
  const of = { order: await new Shop(addresses).order(), key: addresses.api_key };
  const api = await measuredApi(paidonce, timeScale);
  const perRound = Math.ceil(requests / rounds);
  const round = (): Promise<void> => sendRequests(api.url, perRound, of);
  await sendRequests(api.url, 5_000, of);
  const { perThousand } = await growthOver(toldHeap('API', api), { rounds, perRound, round });
  await api.process.stop();
  return isFlat('API', perThousand / 1_000, requests, { settling: 1_500_000, perOne: 10 });
}

async function soakWorker(orders: number): Promise<boolean> {
  const worker = await measuredWorker(paidonce, timeScale);
  const perRound = Math.ceil(orders / rounds);
  const round = (): Promise<void> => payOrders(addresses, perRound);
  await round();
  const { perThousand } = await growthOver(toldHeap('worker', worker), { rounds, perRound, round });
  await worker.process.stop();
  return isFlat('worker', perThousand / 1_000, orders, { settling: 4_000_000, perOne: 1_000 });
}

try {
  const isApiFlat = await soakApi(Number(given.requests));
  const isWorkerFlat = await soakWorker(Number(given.orders));
  if (isApiFlat && isWorkerFlat) say('Memory is flat.');
  else {
    say('Memory grows: something is kept that should go.');
    process.exitCode = 1;
  }
} finally {
  await paidonce.stop();
}
