import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { serverLimits } from '../../../api/http/http-server.ts';
import { startApi } from './api-without-engine.ts';
import { call, exampleOrder, type Got } from './http-call.ts';
import { paperCallback } from './paper-channel.ts';

/*
 * Strangers and one noisy key do what they like; channels are acknowledged all the same. Nothing
 * here is ended by a time limit: each proves itself by what stands while the noise goes on.
 */
const mostConnections = 80;
const api = await startApi(undefined, undefined, {
  limits: { ...serverLimits, headersMs: 600_000, requestMs: 600_000, connections: mostConnections },
  connections: {
    callbacks: 2,
    decisions: 1,
    reads: 2,
    writes: 2,
    appends: 1,
    calls: 1,
    notices: 1,
  },
  callers: { waiting: 10, waitingPerKey: 5 },
});
const { hostname, port } = new URL(api.url);

const drawn = { callbacks: 0 };

function callBack(secret?: string): Promise<Got> {
  drawn.callbacks += 1;
  const id = `N-${drawn.callbacks}`;
  const notice = { id, signed_at_ms: Date.now(), number: 'NOBODYS', kind: 'other' } as const;
  const { body, signature } = paperCallback(notice, secret);
  // A channel makes a connection for each.
  const headers = { 'paper-signature': signature, connection: 'close' };
  return call(api, 'POST /callbacks/paper/default', { key: null, raw: body, headers });
}

/** The status; what went wrong, where no answer came. */
async function statusOf(asked: Promise<Got>): Promise<number | string> {
  try {
    return (await asked).status;
  } catch (error) {
    return String(error);
  }
}

/** Genuine and forged callbacks, of which the genuine ones are kept. */
async function expectCallbacksTaken(): Promise<void> {
  const first = drawn.callbacks + 1;
  expect(await statusOf(callBack())).toBe(200);
  expect(await statusOf(callBack('forged'))).toBe(401);
  expect(await statusOf(callBack())).toBe(200);
  const { rows } = await api.database.query<{ event_id: string }>(
    'select event_id from inbox where event_id = any($1)',
    [[first, first + 1, first + 2].map((at) => `N-${at}`)],
  );
  expect(rows).toHaveLength(2);
}

const sockets: Socket[] = [];
const drips: NodeJS.Timeout[] = [];
afterEach(() => {
  for (const drip of drips.splice(0)) clearInterval(drip);
  for (const socket of sockets.splice(0)) socket.destroy();
});

async function open(): Promise<Socket> {
  const socket = connect({ host: hostname, port: Number(port) });
  sockets.push(socket);
  socket.on('error', () => undefined);
  socket.resume();
  await once(socket, 'connect');
  return socket;
}

/** Sends a byte now and then, for ever. */
function drip(socket: Socket): void {
  drips.push(setInterval(() => socket.write('a'), 100));
}

function stillOpen(): number {
  return sockets.filter((socket) => !socket.destroyed).length;
}

const host = 'Host: pay.example\r\n';

describe('slow clients keep nobody out', () => {
  test.each([
    ['that say nothing', ''],
    ['whose headers never end', `GET /healthz HTTP/1.1\r\n${host}X-Slow: `],
    [
      'whose body never ends',
      `POST /callbacks/paper/default HTTP/1.1\r\n${host}Content-Length: 60000\r\n\r\n`,
    ],
  ])('with more connections than there are places, %s', async (_who, begun) => {
    for (let at = 0; at < 2 * mostConnections; at += 1) {
      const socket = await open();
      if (begun === '') continue;
      socket.write(begun);
      drip(socket);
    }
    await expectCallbacksTaken();
    expect((await call(api, 'GET /healthz', { key: null })).status).toBe(200);
    await expect.poll(stillOpen).toBeLessThanOrEqual(mostConnections);
    // They were pushed out by others, not ended by a time limit: the rest go on.
    expect(stillOpen()).toBeGreaterThan(mostConnections / 2);
    await expectCallbacksTaken();
  });
});

describe('who waits for news', () => {
  test('keeps nobody out, is not pushed out, and finds only so many places', async () => {
    await call(api, 'POST /v1/orders', { body: exampleOrder });
    const stop = new AbortController();
    const answered: unknown[] = [];
    const wait = async (): Promise<void> => {
      const headers = { authorization: `Bearer ${api.keys.shop}` };
      const news = `${api.url}/v1/orders/A-1001?wait=25&version=1000`;
      try {
        answered.push((await fetch(news, { headers, signal: stop.signal })).status);
      } catch (error) {
        if (!stop.signal.aborted) answered.push(error);
      }
    };
    const waiters = Array.from({ length: 6 }, wait);
    await expect.poll(() => answered, { timeout: 10_000 }).toEqual([429]);
    for (let at = 0; at < 2 * mostConnections; at += 1) await open();
    await expectCallbacksTaken();
    expect(answered).toEqual([429]);
    stop.abort();
    await Promise.all(waiters);
  });
});

describe('a noisy neighbour', () => {
  test('a flood of forged callbacks, whose rows all hang, holds up no genuine one', async () => {
    const locker = await api.database.connect();
    try {
      await locker.query('begin');
      await locker.query('lock table refused_callbacks in access exclusive mode');
      const forged = Array.from({ length: 60 }, () => callBack('forged'));
      const { callbacks } = api.deps.pools;
      await expect.poll(() => callbacks.totalCount - callbacks.idleCount).toBe(1);
      for (let time = 0; time < 5; time += 1) expect(await statusOf(callBack())).toBe(200);
      expect(callbacks.totalCount - callbacks.idleCount).toBe(1);
      // Those beyond the few that wait to be kept are refused meanwhile.
      await Promise.any(forged);
      await locker.query('rollback');
      const told = new Set((await Promise.all(forged)).map(({ status }) => status));
      expect(told).toEqual(new Set([401]));
    } finally {
      locker.release(true);
    }
  });

  test('sixty connections of one read key, whose statements all hang, hold up no callback and no other merchant', async () => {
    await call(api, 'POST /v1/orders', { body: exampleOrder });
    await call(api, 'GET /v1/orders', { key: api.keys.reader });
    const locker = await api.database.connect();
    try {
      await locker.query('begin');
      await locker.query('lock table orders in access exclusive mode');
      const noise = Array.from({ length: 60 }, () =>
        call(api, 'GET /v1/orders', { key: api.keys.reader }).then(({ status }) => status),
      );
      const { reads } = api.deps.pools;
      await expect.poll(() => reads.totalCount - reads.idleCount).toBe(1);
      const other = { key: api.keys.other, headers: { connection: 'close' } };
      for (let time = 0; time < 5; time += 1) {
        expect(await statusOf(call(api, 'GET /v1/controls', other))).toBe(200);
      }
      await expectCallbacksTaken();
      const controls = { key: api.keys.ops, headers: { connection: 'close' } };
      expect((await call(api, 'GET /readyz', { ...controls, key: null })).status).toBe(200);
      // All the while the noise has its connection: it hangs on the lock that is held here.
      expect(reads.totalCount - reads.idleCount).toBe(1);
      await locker.query('rollback');
      const told = new Set(await Promise.all(noise));
      expect([200, 503]).toEqual(expect.arrayContaining([...told]));
    } finally {
      locker.release(true);
    }
  });

  test('sixty new orders of one merchant, which all hang, hold up no other merchant’s', async () => {
    const order = (key: string, id: string): Promise<number | string> =>
      statusOf(call(api, 'POST /v1/orders', { key, body: { ...exampleOrder, id } }));
    const locker = await api.owner.connect();
    try {
      await locker.query('begin');
      await locker.query(`select from merchants where id = 'shop' for update`);
      const noise = Array.from({ length: 60 }, (_, at) => order(api.keys.shop, `noise-${at}`));
      const { writes } = api.deps.pools;
      await expect.poll(() => writes.totalCount - writes.idleCount).toBe(1);
      for (let at = 0; at < 5; at += 1) {
        expect(await order(api.keys.other, `quiet-${at}`)).toBe(201);
      }
      expect(writes.totalCount - writes.idleCount).toBe(1);
      await locker.query('rollback');
      const told = new Set(await Promise.all(noise));
      expect([201, 503]).toEqual(expect.arrayContaining([...told]));
    } finally {
      locker.release(true);
    }
  });
});
