import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import { openDatabase, run, transaction } from '../../../ledger/database/database.ts';
import { isPassingTrouble } from '../../../ledger/database/passing-trouble.ts';
import { openOwnLedger } from './own-ledger.ts';

const { db, url } = await openOwnLedger();

/** A network to PostgreSQL that swallows what is sent, while `isMute`: nobody hears of it. */
async function openNetwork() {
  const state = { isMute: false };
  const { hostname, port } = new URL(url);
  const open = new Set<Socket>();
  const server = createServer((near) => {
    open.add(near);
    const far = connect({ host: hostname, port: Number(port) });
    near.on('data', (sent) => {
      if (!state.isMute) far.write(sent);
    });
    far.on('data', (sent) => void near.write(sent));
    near.on('close', () => far.destroy()).on('error', () => undefined);
    far.on('close', () => near.destroy()).on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const through = new URL(url);
  through.hostname = '127.0.0.1';
  through.port = String((server.address() as AddressInfo).port);
  const close = (): void => {
    for (const one of open) one.destroy();
    server.close();
  };
  return { state, url: through.href, close };
}

const network = await openNetwork();
const remote = openDatabase(network.url, { max: 1, answerMs: 250 });
afterAll(async () => {
  network.close();
  await remote.close();
});

/**
 * A connection dies between two statements. Nobody awaits a query then, so only a listener learns
 * of it. Without a listener the whole API or worker ends, with all it had under way.
 */
test('a connection lost in the middle of a transaction fails that transaction, not the process', async () => {
  const cut = transaction(db, async (inside) => {
    const { rows } = await inside.query<{ pid: number }>('select pg_backend_pid() as pid');
    const ended = new Promise((resolve) => inside.once('end', resolve));
    await db.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
    await ended;
    await inside.query('select 1');
  });
  await expect(cut).rejects.toThrow(/connection|terminated/i);
  expect((await db.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
});

test('a transaction leaves no listener behind on the connection it gives back', async () => {
  const counts: number[] = [];
  for (let times = 1; times <= 3; times += 1) {
    await transaction(db, (inside) => {
      counts.push(inside.listenerCount('error'));
      return Promise.resolve();
    });
  }
  expect(new Set(counts).size).toBe(1);
});

const mute = (): void => void (network.state.isMute = true);

test.each([
  ['a statement by itself', () => (mute(), run(remote, 'select 1'))],
  ['the begin of a transaction', () => (mute(), transaction(remote, () => Promise.resolve(0)))],
  [
    'a statement of a transaction',
    () => transaction(remote, (inside) => (mute(), run(inside, 'select 1'))),
  ],
  ['a commit', () => transaction(remote, () => Promise.resolve().then(mute))],
])(
  '%s that nobody answers is passing trouble, and its connection is used no more',
  async (_what, ask) => {
    await remote.query('select 1');
    const troubles: unknown[] = [];
    ask().catch((error: unknown) => troubles.push(error));
    await expect.poll(() => String(troubles), { timeout: 3_000 }).toContain('Query read timeout');
    network.state.isMute = false;
    expect(isPassingTrouble(troubles[0])).toBe(true);
    await expect(remote.query('select 1 as one')).resolves.toMatchObject({ rows: [{ one: 1 }] });
  },
);
