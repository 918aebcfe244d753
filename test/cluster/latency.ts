import { availableParallelism, loadavg } from 'node:os';
import pg from 'pg';
import { z } from 'zod';
import { startPaidOnce as startOnDevServer } from '../kit/paidonce.ts';
import type { RunningPaidOnce } from '../kit/paidonce.ts';
import { Shop, Street } from '../kit/shop.ts';
import { beginRun, leaveFigures } from '../proof/figures/leave-figures.ts';
import { proofs } from '../proof/figures/proofs.ts';
import { serverVersion } from './find-server.ts';
import { startPaidOnce as startOnCluster } from './paidonce.ts';

/* How long a shopper waits, on both engines, order by order in turn so that both meet the same load. */

const measured = 40;
/** The first orders of a process meet cold caches and are not counted. */
const warmUp = 5;

/** Milliseconds of one order. */
type Sample = Readonly<{
  /** From the click's request to its answer with the QR code. */
  payMs: number;
  /** From the callback's arrival at our API to `paid` in the answer of a waiting GET. */
  callbackToPaidMs: number;
}>;

const offered = z.object({ id: z.string(), action: z.object({ type: z.literal('qr') }) });
const paidOrder = z.object({ status: z.literal('paid') });
const isPaid = (order: unknown): boolean => paidOrder.safeParse(order).success;

class Engine {
  readonly #paidonce: RunningPaidOnce;
  readonly #ledger: pg.Client;
  readonly #shop: Shop;
  readonly #street: Street;

  constructor(paidonce: RunningPaidOnce, ledger: pg.Client) {
    this.#paidonce = paidonce;
    this.#ledger = ledger;
    this.#shop = new Shop(paidonce.addresses);
    this.#street = new Street(paidonce.addresses);
  }

  static async open(paidonce: RunningPaidOnce): Promise<Engine> {
    const ledger = new pg.Client({ connectionString: paidonce.addresses.database });
    await ledger.connect();
    return new Engine(paidonce, ledger);
  }

  async sample(): Promise<Sample> {
    const id = await this.#shop.order();
    const clickedMs = performance.now();
    const answer = await this.#shop.pay(id);
    const payMs = performance.now() - clickedMs;
    if (answer.status !== 201) throw new Error(`no code: ${JSON.stringify(answer.body)}`);
    const { id: number } = offered.parse(answer.body);
    const paid = this.#shop.until(id, isPaid).then(() => Date.now());
    await this.#street.pay(number);
    const paidMs = await paid;
    return { payMs, callbackToPaidMs: paidMs - (await this.#arrivedMs(number)) };
  }

  async #arrivedMs(number: string): Promise<number> {
    const found = await this.#ledger.query<{ received_at: Date }>(
      'select received_at from inbox where channel_number = $1 order by arrival limit 1',
      [number],
    );
    const [row] = found.rows;
    if (row === undefined) throw new Error(`${number} was paid without a callback`);
    return row.received_at.getTime();
  }

  async close(): Promise<void> {
    await this.#ledger.end();
    await this.#paidonce.stop();
  }
}

/** @param share 0.5 for the median. Of sorted values, the nearest rank */
function percentile(sorted: readonly number[], share: number): number {
  return Math.round(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN);
}

function summary(values: readonly number[]): Readonly<{ p50: number; p95: number }> {
  const sorted = [...values].sort((a, b) => a - b);
  return { p50: percentile(sorted, 0.5), p95: percentile(sorted, 0.95) };
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function rowsOf(engine: string, samples: readonly Sample[]) {
  return samples.map(({ payMs, callbackToPaidMs }) => ({
    engine,
    payMs: Math.round(payMs),
    callbackToPaidMs: Math.round(callbackToPaidMs),
  }));
}

async function measure(cluster: Engine, devServer: Engine) {
  const samples: { cluster: Sample[]; devServer: Sample[] } = { cluster: [], devServer: [] };
  for (let turn = 0; turn < warmUp + measured; turn += 1) {
    const one = await cluster.sample();
    const other = await devServer.sample();
    if (turn < warmUp) continue;
    samples.cluster.push(one);
    samples.devServer.push(other);
  }
  return samples;
}

const began = beginRun();
const cluster = await Engine.open(await startOnCluster());
// An empty address is none: a dev server is started.
const withoutAddress = { env: { TEMPORAL_ADDRESS: '' } };
const devServer = await Engine.open(await startOnDevServer(withoutAddress));
try {
  const samples = await measure(cluster, devServer);
  const rows = [
    ...rowsOf(`Temporal server ${serverVersion} on PostgreSQL`, samples.cluster),
    ...rowsOf('dev server', samples.devServer),
  ];
  for (const { engine, payMs, callbackToPaidMs } of rows) {
    say(`${engine}: ${payMs} ms to the code, ${callbackToPaidMs} ms from the callback to paid`);
  }
  const clusterPay = summary(samples.cluster.map((one) => one.payMs));
  const clusterPaid = summary(samples.cluster.map((one) => one.callbackToPaidMs));
  const devServerPay = summary(samples.devServer.map((one) => one.payMs));
  const devServerPaid = summary(samples.devServer.map((one) => one.callbackToPaidMs));
  const figures = {
    orders: measured,
    processors: availableParallelism(),
    loadAverage: Number((loadavg()[0] ?? Number.NaN).toFixed(1)),
    clusterPayP50: clusterPay.p50,
    clusterPayP95: clusterPay.p95,
    clusterPaidP50: clusterPaid.p50,
    clusterPaidP95: clusterPaid.p95,
    devServerPayP50: devServerPay.p50,
    devServerPayP95: devServerPay.p95,
    devServerPaidP50: devServerPaid.p50,
    devServerPaidP95: devServerPaid.p95,
  };
  for (const [name, value] of Object.entries(figures)) say(`${name} ${value}`);
  const command = proofs.latency.forms.latency;
  say(leaveFigures('latency', began, { command, figures, rows: { orders: rows } }));
} finally {
  await Promise.all([cluster.close(), devServer.close()]);
}
