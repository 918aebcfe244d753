import { Agent, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

/** A request, and how it is answered. */
type Sample = Readonly<{
  method: 'GET' | 'POST';
  path: string;
  key: string | null;
  body?: string;
  status: number;
}>;

const atOnce = 16;
const mostRefused = 20;
const form =
  'notify_id=N&sign_type=RSA2&sign=eA==&out_trade_no=A1B2C3D4&trade_no=1&trade_status=WAIT';

/** What callers of all kinds ask for, again and again, and nothing that adds to the ledger. */
function samplesOf(order: string, key: string): readonly Sample[] {
  const get = { method: 'GET', key, status: 200 } as const;
  return [
    { ...get, path: `/v1/orders/${order}` },
    { ...get, path: `/v1/orders/${order}?wait=5&version=0` },
    { ...get, path: '/v1/orders?limit=2' },
    { ...get, path: '/v1/events?limit=2' },
    { ...get, path: '/v1/orders/nobody-s', status: 404 },
    { ...get, path: '/nothing', status: 404 },
    { ...get, path: '/healthz', key: null },
    { ...get, path: '/v1/orders', key: 'po_nobody_has_this', status: 401 },
    { method: 'POST', path: '/v1/orders', key, body: '{"id":', status: 400 },
    { method: 'POST', path: '/callbacks/alipay/default', key: null, body: form, status: 401 },
  ];
}

function send(url: string, sample: Sample, agent: Agent): Promise<number> {
  const { method, path, key, body } = sample;
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
    };
    request(`${url}${path}`, { method, agent, headers, timeout: 30_000 }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode ?? 0));
    })
      .once('error', reject)
      .end(body);
  });
}

async function sendUntilTaken(url: string, sample: Sample, agent: Agent): Promise<number> {
  for (let refused = 0; ; refused += 1) {
    const status = await send(url, sample, agent);
    if (status !== 503 || refused === mostRefused) return status;
    await delay(1_000);
  }
}

/**
 * Sends so many requests, a few at a time. One that is refused because the machine is busy is sent
 * again.
 *
 * @param of an order and its merchant's key
 * @throws when one is answered otherwise than it should be
 */
export async function sendRequests(
  url: string,
  count: number,
  of: Readonly<{ order: string; key: string }>,
): Promise<void> {
  const samples = samplesOf(of.order, of.key);
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const left = { count };
  const sender = async (): Promise<void> => {
    while (left.count > 0) {
      left.count -= 1;
      const sample = samples[left.count % samples.length];
      if (sample === undefined) return;
      const status = await sendUntilTaken(url, sample, agent);
      if (status !== sample.status) throw new Error(`${sample.path} was answered ${status}`);
    }
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, sender));
  } finally {
    agent.destroy();
  }
}
