import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { type Addresses, addressesSchema } from './addresses.ts';
import { workflowBundleFile } from './workflow-bundle.ts';

const pids = z.object({
  api: z.number().nullable(),
  worker: z.number().nullable(),
  sandbox: z.number().nullable(),
  postgres: z.number().nullable(),
  temporal: z.number().nullable(),
});

/** A process that `npm start` supervises. */
export type ProcessName = keyof z.output<typeof pids>;

/** The whole product under its supervisor, as `npm start -- --json` brings it up. */
export type RunningPaidOnce = Readonly<{
  addresses: Addresses;
  /** Milliseconds from the command to its line of JSON. */
  startedInMs: number;
  dataFolder: string;
  /** The process id that `pids.json` holds now. */
  pid: (name: ProcessName) => number;
  /** Sends a signal to one process; with SIGKILL, resolves once its successor has another pid. */
  kill: (name: ProcessName, signal?: NodeJS.Signals) => Promise<void>;
  /** Resolves once `pids.json` names another process than this one. */
  replaced: (name: ProcessName, deadPid: number) => Promise<void>;
  stop: () => Promise<void>;
}>;

export type StartSettings = Readonly<{
  /** 0.05 runs every schedule twenty times faster, of the sandbox and of the policy. */
  timeScale?: number;
  /** With an empty `PAIDONCE_WORKFLOW_BUNDLE` each worker bundles for itself, as for a person. */
  env?: Readonly<Record<string, string>>;
  dataFolder?: string;
  /** A copy of the source to run instead of the source. */
  folder?: string;
}>;

const ready = 120_000;
const lookAgainMs = 20;

async function firstLine(child: ChildProcess, log: string[]): Promise<string> {
  const { stdout } = child;
  if (stdout === null) throw new Error('no standard output');
  const lines = createInterface({ input: stdout });
  const line = once(lines, 'line', { signal: AbortSignal.timeout(ready) });
  const exit = once(child, 'exit').then(() => {
    throw new Error(`npm start ended before it was ready:\n${log.join('')}`);
  });
  const [text] = (await Promise.race([line, exit])) as [string];
  return text;
}

/** A copy of the source bundles its own workflows; all others in a run of tests share one bundle. */
async function bundleOf({ folder }: StartSettings): Promise<Readonly<Record<string, string>>> {
  const file = folder === undefined ? await workflowBundleFile() : null;
  return file === null ? {} : { PAIDONCE_WORKFLOW_BUNDLE: file };
}

/** Starts PaidOnce as a program would and waits for its line of JSON. */
export async function startPaidOnce(settings: StartSettings = {}): Promise<RunningPaidOnce> {
  const dataFolder = settings.dataFolder ?? mkdtempSync(join(tmpdir(), 'paidonce-'));
  const bundle = await bundleOf(settings);
  const log: string[] = [];
  const began = Date.now();
  const child = spawn('node', ['dev/start.js', '--json', '--data', dataFolder], {
    ...(settings.folder === undefined ? {} : { cwd: settings.folder }),
    env: {
      ...process.env,
      PAIDONCE_TIME_SCALE: String(settings.timeScale ?? 1),
      // One process fewer to wait for; test/dev has the shop started, test/live/shop opens its own.
      PAIDONCE_SHOP: 'off',
      ...bundle,
      ...settings.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stderr.on('data', (chunk: Buffer) => log.push(chunk.toString()));
  const stop = async (): Promise<void> => {
    if (child.exitCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    if (settings.dataFolder === undefined) rmSync(dataFolder, { recursive: true, force: true });
  };
  const line = await firstLine(child, log).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  const startedInMs = Date.now() - began;

  const pid = (name: ProcessName): number => {
    const found = pids.parse(JSON.parse(readFileSync(join(dataFolder, 'pids.json'), 'utf8')))[name];
    if (found === null) throw new Error(`${name} is not started here`);
    return found;
  };
  const current = (name: ProcessName): number | null => {
    try {
      return pid(name);
    } catch {
      return null;
    }
  };
  const replaced = async (name: ProcessName, deadPid: number): Promise<void> => {
    const untilMs = Date.now() + ready;
    for (;;) {
      const now = current(name);
      if (now !== null && now !== deadPid) return;
      if (Date.now() > untilMs) throw new Error(`${name} was not started again:\n${log.join('')}`);
      await new Promise((resolve) => setTimeout(resolve, lookAgainMs));
    }
  };
  return {
    addresses: addressesSchema.parse(JSON.parse(line)),
    startedInMs,
    dataFolder,
    pid,
    replaced,
    kill: async (name, signal = 'SIGKILL') => {
      const victim = pid(name);
      process.kill(victim, signal);
      if (signal === 'SIGKILL') await replaced(name, victim);
    },
    stop,
  };
}
