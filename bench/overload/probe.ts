import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Addresses } from '../../test/kit/addresses.ts';
import { type Answer, call } from './http.ts';

/** What else must work all the while; times in ms, of each call. */
export type Probed = Readonly<Record<ProbeName, readonly Answer[]>>;
export type ProbeName = 'genuine callback' | 'forged callback' | 'read' | 'health';

const everyMs = 250;
const patienceMs = 20_000;

type Callback = Readonly<{ headers: Readonly<Record<string, string>>; body: string }>;

/** A callback that the channel signed and that was taken, as it came: sent again, it is genuine. */
async function aGenuineOne(addresses: Addresses): Promise<Callback> {
  const ledger = new pg.Client({ connectionString: addresses.database });
  await ledger.connect();
  try {
    const { rows } = await ledger.query<{ headers: Record<string, string>; body: Buffer }>(
      `select headers, body from inbox where channel = 'wechat' limit 1`,
    );
    const [row] = rows;
    if (row === undefined) throw new Error('No callback came, so none can be sent again.');
    const own = new Set(['host', 'connection', 'content-length', 'transfer-encoding']);
    const headers = Object.entries(row.headers).filter(([name]) => !own.has(name));
    return { headers: Object.fromEntries(headers), body: row.body.toString('utf8') };
  } finally {
    await ledger.end();
  }
}

/**
 * Calls the API four times a second, as a channel, as a stranger, as a reader and as a supervisor
 * do.
 *
 * @returns a function that ends it, and what was answered
 */
export async function startProbe(
  addresses: Addresses,
  order: string,
): Promise<() => Promise<Probed>> {
  const genuine = await aGenuineOne(addresses);
  const callbacks = `${addresses.api}/callbacks/wechat/default`;
  const forged = { ...genuine, body: genuine.body.replace('{', '{ ') };
  const reader = { authorization: `Bearer ${addresses.api_key}` };
  const { api } = addresses;
  const ask = {
    'genuine callback': () => call({ method: 'POST', url: callbacks, ...genuine, patienceMs }),
    'forged callback': () => call({ method: 'POST', url: callbacks, ...forged, patienceMs }),
    read: () =>
      call({ method: 'GET', url: `${api}/v1/orders/${order}`, headers: reader, patienceMs }),
    health: () => call({ method: 'GET', url: `${api}/healthz`, patienceMs }),
  } satisfies Record<ProbeName, () => Promise<Answer>>;
  const names = Object.keys(ask) as ProbeName[];
  const asked: Record<ProbeName, Promise<Answer>[]> = {
    'genuine callback': [],
    'forged callback': [],
    read: [],
    health: [],
  };
  const state = { goesOn: true };
  const running = (async () => {
    while (state.goesOn) {
      for (const name of names) asked[name].push(ask[name]());
      await delay(everyMs);
    }
  })();
  return async () => {
    state.goesOn = false;
    await running;
    return {
      'genuine callback': await Promise.all(asked['genuine callback']),
      'forged callback': await Promise.all(asked['forged callback']),
      read: await Promise.all(asked.read),
      health: await Promise.all(asked.health),
    };
  };
}
