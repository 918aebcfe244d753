import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';

const pidsSchema = z.object({
  shop: z.int().nullable(),
  api: z.int().nullable(),
  worker: z.int().nullable(),
  sandbox: z.int().nullable(),
  postgres: z.int().nullable(),
  temporal: z.int().nullable(),
});
export type ProcessName = keyof z.output<typeof pidsSchema>;
export const processNames = ['shop', 'api', 'worker', 'sandbox', 'temporal', 'postgres'] as const;

const lineSchema = z.strictObject({
  api: z.url(),
  sandbox: z.url(),
  shop: z.url(),
  temporal: z.string(),
  temporal_ui: z.url().nullable(),
  database: z.string(),
  api_key: z.string(),
  ops_key: z.string(),
  other_api_key: z.string(),
  pids: pidsSchema,
});
export type ReadyLine = z.output<typeof lineSchema>;

const readyBoundMs = 120_000;
const lookEveryMs = 10;

/** True while a process has this number and is not merely waiting to be reaped. */
export function isRunning(pid: number): boolean {
  const path = `/proc/${pid}/stat`;
  return existsSync(path) && !/\) Z /.test(readFileSync(path, 'utf8'));
}

/** The main process of a start that was spawned, ready or not. */
export class Started {
  readonly #child: ChildProcess;
  readonly #dataFolder: string;
  readonly #said: string[] = [];
  readonly stdout: string[] = [];
  readonly exited: Promise<number | null>;

  /** @param by `npm`: as a person does, in a process group of its own; then `pid` is npm's */
  constructor(
    dataFolder: string,
    env: Readonly<Record<string, string>> = {},
    by: 'node' | 'npm' = 'node',
  ) {
    this.#dataFolder = dataFolder;
    const command: readonly [string, ...string[]] =
      by === 'node' ? [process.execPath, 'dev/start.js'] : ['npm', 'start', '--silent', '--'];
    this.#child = spawn(command[0], [...command.slice(1), '--json', '--data', dataFolder], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: by === 'npm',
    });
    this.#child.stderr?.on('data', (chunk: Buffer) => this.#said.push(chunk.toString()));
    this.exited = once(this.#child, 'close').then(() => this.#child.exitCode);
    if (this.#child.stdout !== null) {
      createInterface({ input: this.#child.stdout }).on('line', (line) => this.stdout.push(line));
    }
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** What it told people so far. */
  get said(): string {
    return this.#said.join('');
  }

  async ready(): Promise<ReadyLine> {
    const exit = this.exited.then(() => {
      throw new Error(`npm start ended before it was ready:\n${this.said}`);
    });
    await Promise.race([this.until(() => this.stdout.length > 0, readyBoundMs), exit]);
    return lineSchema.parse(JSON.parse(this.stdout[0] ?? ''));
  }

  /** The number in `pids.json` now. */
  pidOf(name: ProcessName): number | null {
    const text = readFileSync(join(this.#dataFolder, 'pids.json'), 'utf8');
    return pidsSchema.parse(JSON.parse(text))[name];
  }

  /** The processes that run now, by `pids.json`; none before it is there. */
  get running(): readonly number[] {
    if (!existsSync(join(this.#dataFolder, 'pids.json'))) return [];
    return processNames.flatMap((name) => this.pidOf(name) ?? []);
  }

  /** Kills one process. @returns how long `pids.json` took to name its successor, in ms */
  async killAndReplace(name: ProcessName): Promise<number> {
    const victim = this.pidOf(name);
    if (victim === null) throw new Error(`${name} is not started here`);
    const killedMs = performance.now();
    process.kill(victim, 'SIGKILL');
    await this.until(() => this.pidOf(name) !== victim, 10_000);
    return performance.now() - killedMs;
  }

  async end(signal: NodeJS.Signals): Promise<number | null> {
    this.#child.kill(signal);
    return this.exited;
  }

  async until(holds: () => boolean | Promise<boolean>, boundMs: number): Promise<void> {
    const endMs = Date.now() + boundMs;
    while (!(await holds())) {
      if (Date.now() > endMs) throw new Error(`It never came to that:\n${this.said}`);
      await delay(lookEveryMs);
    }
  }
}

/** True when the address answers 200. */
export async function answers(url: string, key: string | null = null): Promise<boolean> {
  try {
    const headers: Record<string, string> = key === null ? {} : { authorization: `Bearer ${key}` };
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(5_000) });
    await response.text();
    return response.status === 200;
  } catch {
    // Nobody listens yet.
    return false;
  }
}
