import { chmodSync, chownSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { DataFolder } from '../data-folder.ts';
import { errorCode } from '../error-code.ts';
import { StartError } from '../start-error.ts';
import { postgresLook } from '../signs-of-life/looks.ts';
import { SupervisedProcess, type Supervision } from '../supervised-process.ts';
import { findPostgres } from './binaries.ts';
import { clusterRole, prepareCluster } from './cluster.ts';
import { clearOrphans } from './orphans.ts';
import { postgresUser } from './system-user.ts';
import { requireWalkable } from './walkable.ts';

const probeEveryMs = 50;
const readyBoundMs = 90_000;
const databaseName = 'paidonce';
/** PostgreSQL's invalid_password. */
const wrongPassword = '28P01';

export type EmbeddedPostgres = Readonly<{
  process: SupervisedProcess;
  /** Starts it, and makes our database in it if that is missing. @returns the database's address */
  start: () => Promise<string>;
}>;

function address(port: number, password: string, database: string): string {
  return `postgresql://${clusterRole}:${password}@127.0.0.1:${port}/${database}`;
}

async function makeDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const found = await client.query('select 1 from pg_database where datname = $1', [
      databaseName,
    ]);
    if (found.rowCount === 0) await client.query(`create database ${databaseName}`);
  } finally {
    await client.end();
  }
}

function keysLost(): StartError {
  return new StartError(
    'The database in the data folder refuses the password in keys.json: that file was replaced or lost.',
    ['put the old keys.json back', 'begin anew (all orders are deleted): npm start -- --fresh'],
  );
}

async function untilDatabase(url: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    try {
      await makeDatabase(url);
      return;
    } catch (error) {
      // It is not up yet, or recovering; the supervisor's time limit ends the waiting.
      if (signal.aborted) throw error;
      if (errorCode(error) === wrongPassword) throw keysLost();
      await delay(probeEveryMs);
    }
  }
}

/**
 * PostgreSQL in the data folder, on 127.0.0.1 only and without a socket file.
 *
 * @param password of the role that owns the database
 * @param signal ends the making of the cluster
 * @throws StartError with a remedy if it can't run here
 */
export async function embeddedPostgres(
  folder: DataFolder,
  port: number,
  password: string,
  supervision: Supervision,
  signal: AbortSignal,
): Promise<EmbeddedPostgres> {
  const binaries = await findPostgres();
  const user = postgresUser();
  if (user !== null) {
    // The folder is open to its owner only. That user may pass it, and nobody else.
    chownSync(folder.path, statSync(folder.path).uid, user.gid);
    chmodSync(folder.path, 0o710);
    requireWalkable(folder.path, 'the data folder', user);
    requireWalkable(dirname(binaries.postgres), 'its programs', user);
  }
  mkdirSync(folder.logs, { recursive: true, mode: 0o700 });
  const cluster = folder.at('postgres');
  // Processes that a killed start left may still use the cluster.
  await clearOrphans(cluster);
  await prepareCluster(binaries, folder, password, user, signal);
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=200',
  ];
  const supervised = new SupervisedProcess(
    {
      name: 'postgres',
      file: binaries.postgres,
      args: ['-D', cluster, '-p', String(port), ...settings.flatMap((one) => ['-c', one])],
      env: { ...process.env, LC_ALL: 'C' },
      cwd: folder.path,
      user: user ?? undefined,
      logs: folder.logs,
      stdout: 'log',
      stopSignal: 'SIGINT',
      stopBoundMs: 10_000,
      beforeStart: () => clearOrphans(cluster),
      signsOfLife: postgresLook(port),
    },
    supervision,
  );
  return Object.freeze({
    process: supervised,
    start: async () => {
      const probe = (signal: AbortSignal): Promise<void> =>
        untilDatabase(address(port, password, 'postgres'), signal);
      await supervised.startUntil(probe, readyBoundMs);
      return address(port, password, databaseName);
    },
  });
}
