import { afterAll, beforeAll, expect, test } from 'vitest';
import { copyTree } from '../kit/copied-tree.ts';
import { Shop } from '../kit/shop.ts';
import { growthOver } from '../soak/growth.ts';
import { mostPerOrder, mostPerThousandRequests } from '../soak/bounds.ts';
import { measuredApi, measuredWorker } from '../soak/measured-process.ts';
import { payOrders } from '../soak/pay-orders.ts';
import { sendRequests } from '../soak/send-requests.ts';
import { sharePaidOnce, type SharedPaidOnce } from './shared-paidonce.ts';

/** The memory of our programs does not grow with what they do. The larger form: `npm run soak`. */
const timeScale = 0.1;

let paidonce: SharedPaidOnce;
let order: string;
beforeAll(async () => {
  paidonce = await sharePaidOnce(timeScale);
  order = await new Shop(paidonce.addresses).order();
});
afterAll(() => paidonce.stop());

/**
 * How the memory of an API grows by requests: bytes for each thousand.
 *
 * @param warmUp requests before it is measured: what is compiled, pooled and remembered once
 */
async function growthOfApi(
  { warmUp, rounds, perRound }: Readonly<{ warmUp: number; rounds: number; perRound: number }>,
  source?: string,
): Promise<number> {
  const { process: api, url, heapBytes } = await measuredApi(paidonce, timeScale, source);
  const send = (count: number): Promise<void> =>
    sendRequests(url, count, { order, key: paidonce.addresses.api_key });
  try {
    await send(warmUp);
    const round = (): Promise<void> => send(perRound);
    return (await growthOver(heapBytes, { rounds, perRound, round })).perThousand;
  } finally {
    await api.stop();
  }
}

test('five thousand requests leave nothing behind in the API', { timeout: 300_000 }, async () => {
  const growth = await growthOfApi({ warmUp: 1_500, rounds: 2, perRound: 1_750 });
  expect(growth).toBeLessThan(mostPerThousandRequests);
});

test('what is kept of each request is seen', async () => {
  const tree = copyTree();
  tree.change([
    {
      file: 'api/http/call-signal.ts',
      from: 'const call = new AbortController();',
      to: "const call = new AbortController();\n  stopping.addEventListener('abort', () => response.destroy());",
    },
  ]);
  try {
    const growth = await growthOfApi({ warmUp: 500, rounds: 2, perRound: 300 }, tree.folder);
    expect(growth).toBeGreaterThan(4 * mostPerThousandRequests);
  } finally {
    tree.remove();
  }
});

test('orders that are paid leave nothing behind in a worker', async () => {
  const { process: worker, heapBytes } = await measuredWorker(paidonce, timeScale);
  // Enough that what the engine’s own caches gain meanwhile weighs little.
  const perRound = 24;
  const round = (): Promise<void> => payOrders(paidonce.addresses, perRound);
  try {
    await round();
    const { perThousand } = await growthOver(heapBytes, { rounds: 2, perRound, round });
    expect(perThousand / 1_000).toBeLessThan(mostPerOrder);
  } finally {
    await worker.stop();
  }
});
