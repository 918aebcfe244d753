import { randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { RunningPaidOnce } from '../kit/paidonce.ts';
import {
  type HowStarted,
  secondApi,
  type SecondProcess,
  secondWorker,
} from '../kit/second-process.ts';

type OfPaidOnce = Pick<RunningPaidOnce, 'addresses' | 'dataFolder'>;

/** A process of ours whose memory can be measured. */
export type MeasuredProcess = Readonly<{
  process: SecondProcess;
  /** Bytes of the heaps of all its threads that are in use, after a collection. */
  heapBytes: () => Promise<number>;
}>;

/** An API whose memory can be measured. */
export type MeasuredApi = MeasuredProcess & Readonly<{ url: string }>;

const patienceMs = 30_000;

/** The configuration of the first processes, without limits that the soak itself would meet. */
function unlimited({ dataFolder }: OfPaidOnce): string {
  const text = readFileSync(join(dataFolder, 'config.json'), 'utf8');
  const rate = { per_second: 100_000, burst: 1_000_000 };
  const limits = { per_key: rate, per_token: rate, per_shopper_address: rate, per_address: rate };
  // Beside the other one, for its secrets are looked for there.
  const path = join(dataFolder, `soak-${randomUUID()}.json`);
  writeFileSync(path, JSON.stringify({ ...(JSON.parse(text) as object), limits }));
  return path;
}

async function told(file: string): Promise<number> {
  for (let waitedMs = 0; !existsSync(file); waitedMs += 20) {
    if (waitedMs > patienceMs) throw new Error(`nobody told its memory in ${file}`);
    await delay(20);
  }
  return Number(readFileSync(file, 'utf8'));
}

async function heapsOf(folder: string): Promise<number> {
  const word = randomUUID();
  writeFileSync(join(folder, 'asked.new'), word);
  renameSync(join(folder, 'asked.new'), join(folder, 'asked'));
  const threads = readdirSync(folder).filter((name) => name.startsWith('thread-'));
  const heaps = threads.map((name) => told(join(folder, name.replace('thread', word))));
  return (await Promise.all(heaps)).reduce((sum, bytes) => sum + bytes, 0);
}

function measured(
  paidonce: OfPaidOnce,
  source?: string,
): Readonly<{ how: HowStarted; heapBytes: () => Promise<number> }> {
  const folder = mkdtempSync(join(paidonce.dataFolder, 'soak-'));
  const how = {
    env: { SOAK_FOLDER: folder, PAIDONCE_CONFIG: unlimited(paidonce) },
    nodeArgs: ['--expose-gc', '--import', import.meta.resolve('./report-memory.js')],
    ...(source === undefined ? {} : { folder: source }),
  };
  return { how, heapBytes: () => heapsOf(folder) };
}

/**
 * A second API of this installation.
 *
 * @param source the folder that it is started from, if not our own
 */
export async function measuredApi(
  paidonce: OfPaidOnce,
  timeScale: number,
  source?: string,
): Promise<MeasuredApi> {
  const { how, heapBytes } = measured(paidonce, source);
  const { process: api, url } = await secondApi(paidonce, timeScale, how);
  return { process: api, url, heapBytes };
}

/** A second worker of this installation. */
export async function measuredWorker(
  paidonce: OfPaidOnce,
  timeScale: number,
): Promise<MeasuredProcess> {
  const { how, heapBytes } = measured(paidonce);
  const worker = await secondWorker(paidonce, timeScale, how);
  return { process: worker, heapBytes };
}
