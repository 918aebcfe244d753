import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { ComposeFile } from './compose-file.ts';

const boundMs = 60_000;

export type Ended = Readonly<{ code: number | null; said: string }>;
type Env = Readonly<Record<string, string>>;

/** A service of the compose file, run as its container would: the image's entry point, its command, its settings. */
export class Service {
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #env: Env;
  readonly #health: readonly string[];
  readonly #said: string[] = [];
  readonly #exit: Promise<unknown[]>;
  readonly #line: Promise<string>;

  constructor(service: ComposeFile['services'][string], folder: string, env: Env) {
    this.#folder = folder;
    this.#env = {
      PATH: process.env['PATH'] ?? '',
      NODE_ENV: 'production',
      // The sandbox and this test have no certificates.
      PAIDONCE_PLAIN_HTTP: 'allowed',
      ...env,
    };
    this.#health = service.healthcheck?.test ?? [];
    this.#child = spawn('sh', [resolve('ops/entrypoint.sh'), ...(service.command ?? [])], {
      cwd: folder,
      env: this.#env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#exit = once(this.#child, 'close');
    this.#child.stderr?.on('data', (chunk: Buffer) => this.#said.push(chunk.toString()));
    this.#line = this.#firstLine();
    this.#line.catch(() => undefined);
  }

  async #firstLine(): Promise<string> {
    const { stdout } = this.#child;
    if (stdout === null) throw new Error('no standard output');
    const lines = createInterface({ input: stdout });
    const line = once(lines, 'line', { signal: AbortSignal.timeout(boundMs) });
    const ended = this.#exit.then(() => {
      throw new Error(`It ended without a line:\n${this.#said.join('')}`);
    });
    return String((await Promise.race([line, ended]))[0]);
  }

  /** Its first line on standard output. */
  line(): Promise<string> {
    return this.#line;
  }

  /** Runs the health check's command. */
  async health(): Promise<Ended> {
    const [kind, file = '', ...args] = this.#health;
    if (kind !== 'CMD') throw new Error('the health check is no CMD');
    return new Promise((done) => {
      execFile(file, args, { cwd: this.#folder, env: this.#env }, (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : null;
        done({ code, said: stdout + stderr });
      });
    });
  }

  async ended(): Promise<Ended> {
    await this.#exit;
    return { code: this.#child.exitCode, said: this.#said.join('') };
  }

  /** As `docker stop` asks first. */
  async terminate(): Promise<Ended> {
    this.#child.kill('SIGTERM');
    return this.ended();
  }

  /** It hangs from now on. */
  stop(): void {
    this.#child.kill('SIGSTOP');
  }

  /** For the end of a test that failed half-way. */
  kill(): void {
    if (this.#child.exitCode === null) this.#child.kill('SIGKILL');
  }
}
