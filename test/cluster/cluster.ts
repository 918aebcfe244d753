import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DataFolder, openDataFolder } from '../../dev/data-folder.ts';
import { PortReservations } from '../../dev/port-reservation.ts';
import { embeddedPostgres } from '../../dev/postgres/embedded.ts';
import { writePrivateFile } from '../../dev/private-file.ts';
import {
  type ProcessNews,
  SupervisedProcess,
  type Supervision,
} from '../../dev/supervised-process.ts';
import { findServer } from './find-server.ts';
import { dynamicConfig, reserveServicePorts, serverConfig } from './server-config.ts';
import { untilServerReady } from './server-ready.ts';
import { makeServerSchema } from './server-schema.ts';

const readyBoundMs = 120_000;
const postgresPassword = 'cluster';

/** A Temporal server on a PostgreSQL of its own. */
export type Cluster = Readonly<{
  /** Of its frontend, host:port. */
  address: string;
  /** Names the file with the process id of the running server, replaced at each restart. */
  pidFile: string;
  folder: string;
  stop: () => Promise<void>;
}>;

function supervise(
  program: string,
  folder: DataFolder,
  configFile: string,
  supervision: Supervision,
): SupervisedProcess {
  return new SupervisedProcess(
    {
      name: 'temporal',
      file: program,
      args: ['--config-file', configFile, '--allow-no-auth', 'start'],
      env: process.env,
      cwd: folder.path,
      logs: folder.logs,
      stdout: 'log',
      stopSignal: 'SIGTERM',
      stopBoundMs: 20_000,
    },
    supervision,
  );
}

type Undo = () => unknown;

async function bringUp(say: (line: string) => void, undo: Undo[]): Promise<Cluster> {
  const programs = await findServer(process.env, say);
  const path = mkdtempSync(join(tmpdir(), 'paidonce-cluster-'));
  undo.push(() => rmSync(path, { recursive: true, force: true }));
  const folder = openDataFolder(path);
  undo.push(folder.release);
  const reservations = new PortReservations();
  undo.push(() => reservations.release());

  const pidFile = folder.at('server.pid');
  const news: ProcessNews = {
    started: (name, pid) => {
      if (name === 'temporal') writePrivateFile(pidFile, String(pid));
    },
    died: (name, how) => say(`${name} of the cluster died (${how}); it is started again`),
  };
  const supervision = { news, hangAfterMs: null };
  const postgresPort = await reservations.reserve(54_320, '127.0.0.1');
  const never = new AbortController().signal;
  const postgres = await embeddedPostgres(
    folder,
    postgresPort,
    postgresPassword,
    supervision,
    never,
  );
  undo.push(() => postgres.process.stop());
  const databaseUrl = await postgres.start();
  await makeServerSchema(programs.sql, databaseUrl);

  const ports = await reserveServicePorts(reservations);
  writeFileSync(folder.at('dynamic.yaml'), dynamicConfig());
  const config = serverConfig(databaseUrl, ports, folder.at('dynamic.yaml'));
  writeFileSync(folder.at('server.yaml'), config, { mode: 0o600 });
  const server = supervise(programs.server, folder, folder.at('server.yaml'), supervision);
  undo.push(() => server.stop());
  const address = `127.0.0.1:${ports.frontend.grpc}`;
  await server.startUntil((signal) => untilServerReady(address, signal), readyBoundMs);
  return { address, pidFile, folder: path, stop: () => undoAll(undo) };
}

async function undoAll(undo: Undo[]): Promise<void> {
  for (const step of undo.splice(0).reverse()) await step();
}

/**
 * Starts PostgreSQL and the Temporal server and waits until it takes orders. The
 * server is started again whenever it dies.
 *
 * @throws StartError with the end of its log; nothing is left running then
 */
export async function startCluster(say: (line: string) => void): Promise<Cluster> {
  const undo: Undo[] = [];
  try {
    return await bringUp(say, undo);
  } catch (error) {
    await undoAll(undo);
    throw error;
  }
}
