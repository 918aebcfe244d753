import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { z } from 'zod';
import { projectFolder } from '../../dev/own-process.ts';
import type { RunningPaidOnce } from './paidonce.ts';

const readyBoundMs = 120_000;
const listening = z.object({ listening: z.url() });
const ready = z.object({ ready: z.literal(true) });

/** What a second process needs of the first ones. */
type OfPaidOnce = Pick<RunningPaidOnce, 'addresses' | 'dataFolder'>;

/** What is different about it. */
export type HowStarted = Readonly<{
  /** Added to its environment. */
  env?: Readonly<Record<string, string>>;
  /** A descriptor for its log; by default it is read here. */
  stderr?: 'pipe' | number;
  nodeArgs?: readonly string[];
  /** The source that it is started from. */
  folder?: string;
}>;

/** A process of ours besides those that `npm start` supervises. Nobody starts it again. */
export type SecondProcess = Readonly<{
  pid: number;
  hasEnded: () => boolean;
  /** kill -9; resolves once it is gone. */
  kill: () => Promise<void>;
  /** Asks it to end; resolves once it is gone, also if it was dead already. */
  stop: () => Promise<void>;
}>;

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (hasEnded(child)) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  await exited;
}

function firstLine(child: ChildProcess, log: readonly string[]): Promise<unknown> {
  const { stdout } = child;
  if (stdout === null) throw new Error('no standard output');
  return new Promise((resolve, reject) => {
    const fail = (what: string): void => reject(new Error(`${what}:\n${log.join('')}`));
    const tooLong = setTimeout(() => fail('a second process was not ready in time'), readyBoundMs);
    child.once('exit', () => fail('a second process ended before it was ready'));
    createInterface({ input: stdout }).once('line', (line) => {
      clearTimeout(tooLong);
      resolve(JSON.parse(line));
    });
  });
}

async function start(
  program: string,
  paidonce: OfPaidOnce,
  timeScale: number,
  { env = {}, stderr = 'pipe', nodeArgs = [], folder = projectFolder }: HowStarted = {},
): Promise<Readonly<{ process: SecondProcess; line: unknown }>> {
  const { database, temporal } = paidonce.addresses;
  const args = ['--import', import.meta.resolve('tsx'), ...nodeArgs, program];
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: {
      ...process.env,
      DATABASE_URL: database,
      TEMPORAL_ADDRESS: temporal,
      TEMPORAL_CONFIG_FILE: join(paidonce.dataFolder, 'temporal.toml'),
      PAIDONCE_CONFIG: join(paidonce.dataFolder, 'config.json'),
      PAIDONCE_TIME_SCALE: String(timeScale),
      HOST: '127.0.0.1',
      PORT: '0',
      ...env,
    },
    stdio: ['ignore', 'pipe', stderr],
  });
  const log: string[] = [];
  child.stderr?.on('data', (chunk: Buffer) => log.push(chunk.toString()));
  const line = await firstLine(child, log);
  const { pid } = child;
  if (pid === undefined) throw new Error('a second process has no id');
  const second = {
    pid,
    hasEnded: () => hasEnded(child),
    kill: () => end(child, 'SIGKILL'),
    stop: () => end(child, 'SIGTERM'),
  };
  return { process: second, line };
}

/**
 * A second worker with the configuration of the first.
 *
 * @param how its environment, as `PAIDONCE_WORKFLOW_BUNDLE` for another version
 */
export async function secondWorker(
  paidonce: OfPaidOnce,
  timeScale: number,
  how: HowStarted = {},
): Promise<SecondProcess> {
  const { process: worker, line } = await start('worker/main.ts', paidonce, timeScale, how);
  ready.parse(line);
  return worker;
}

/** A second API with the configuration of the first, on another port. */
export async function secondApi(
  paidonce: OfPaidOnce,
  timeScale: number,
  how: HowStarted = {},
): Promise<Readonly<{ process: SecondProcess; url: string }>> {
  const { process: api, line } = await start('api/main.ts', paidonce, timeScale, how);
  return { process: api, url: listening.parse(line).listening };
}
