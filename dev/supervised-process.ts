import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { restartDelayMs } from './crash-loop.ts';
import { sendSignal } from './end-process.ts';
import { lastLines, openLog } from './log-files.ts';
import type { ProcessName } from './process-names.ts';
import { type Looking, watchForHang } from './signs-of-life/watch.ts';
import { StartError } from './start-error.ts';

const deathsBeforeGivingUp = 5;
const livesKept = 20;

export type ProcessSpec = Readonly<{
  name: ProcessName;
  file: string;
  args: readonly string[];
  env: NodeJS.ProcessEnv;
  cwd: string;
  /** The user it runs as, if not our own. */
  user?: Readonly<{ uid: number; gid: number }> | undefined;
  logs: string;
  /**
   * `lines`: a JSON line says that it is ready, the rest is dropped; `log`: logged as standard
   * error.
   */
  stdout: 'lines' | 'log';
  stopSignal: NodeJS.Signals;
  /** How long the process has to stop before it is killed, ms. */
  stopBoundMs: number;
  /** Called before each start, the first and the repeated ones. */
  beforeStart?: () => Promise<void>;
  /** How its signs of life are seen. Without it only death is noticed. */
  signsOfLife?: Looking;
}>;

/** What a supervisor reports: each start, with the new process id, and each death. */
export type ProcessNews = Readonly<{
  started: (name: ProcessName, pid: number) => void;
  died: (name: ProcessName, how: string, againInMs: number) => void;
}>;

/** What the supervisor of all processes has for each. */
export type Supervision = Readonly<{
  news: ProcessNews;
  /** Silence after which a process counts as hanging, ms; null: only death is noticed. */
  hangAfterMs: number | null;
}>;

/** A process that is started again whenever it dies or hangs, until it is stopped. */
export class SupervisedProcess {
  readonly #spec: ProcessSpec;
  readonly #news: ProcessNews;
  readonly #hangAfterMs: number | null;
  readonly #livesMs: number[] = [];
  #child: ChildProcess | null = null;
  #stopping = false;
  #wasReady = false;
  #startedMs = 0;
  #restart: NodeJS.Timeout | null = null;
  #onLine: (line: unknown) => void = () => undefined;
  #onGivenUp: (error: StartError) => void = () => undefined;
  /** The first JSON line of its standard output. */
  readonly #firstLine: Promise<unknown>;
  readonly #givenUp: Promise<never>;

  constructor(spec: ProcessSpec, { news, hangAfterMs }: Supervision) {
    this.#spec = spec;
    this.#news = news;
    this.#hangAfterMs = hangAfterMs;
    this.#firstLine = new Promise((resolve) => (this.#onLine = resolve));
    this.#givenUp = new Promise((_, reject) => (this.#onGivenUp = reject));
    // It is awaited in `ready`; without this line a failure before that would end our process.
    this.#givenUp.catch(() => undefined);
  }

  /** Starts it and returns its first JSON line. @throws StartError if it prints none in time */
  async startUntilLine(boundMs: number): Promise<unknown> {
    return this.startUntil(() => this.#firstLine, boundMs);
  }

  /**
   * Starts it and returns what `probe` returns.
   *
   * @throws StartError with the end of its log, if it dies again and again or `boundMs` pass
   */
  async startUntil<T>(probe: (signal: AbortSignal) => Promise<T>, boundMs: number): Promise<T> {
    const ended = new AbortController();
    const tooLong = delay(boundMs, null, { signal: ended.signal }).then(
      () => Promise.reject(this.#notReady(`is not ready after ${boundMs / 1_000} s`)),
      () => new Promise<never>(() => undefined),
    );
    try {
      await this.#launch();
      const answer = await Promise.race([probe(ended.signal), this.#givenUp, tooLong]);
      this.#wasReady = true;
      return answer;
    } finally {
      ended.abort();
    }
  }

  /** Ends it for good: asks it to end, waits, and then kills it. */
  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#restart !== null) clearTimeout(this.#restart);
    const child = this.#child;
    if (child?.pid === undefined) return;
    const { pid } = child;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    sendSignal(pid, this.#spec.stopSignal);
    // A stopped process handles no signal before it is continued.
    sendSignal(pid, 'SIGCONT');
    const killer = setTimeout(() => sendSignal(pid, 'SIGKILL'), this.#spec.stopBoundMs);
    await ended;
    clearTimeout(killer);
  }

  async #launch(): Promise<void> {
    try {
      await this.#spec.beforeStart?.();
      if (!this.#stopping) this.#spawn();
    } catch (error) {
      this.#died(error instanceof Error ? error.message : String(error));
    }
  }

  #spawn(): void {
    const { name, file, args, env, cwd, user, logs, stdout } = this.#spec;
    const log = openLog(logs, name);
    this.#startedMs = Date.now();
    try {
      // In a session of its own: Ctrl-C reaches only the main process, which ends all in order.
      const child = spawn(file, args, {
        ...user,
        env,
        cwd,
        detached: true,
        stdio: ['ignore', stdout === 'lines' ? 'pipe' : log, log],
      });
      this.#child = child;
      const hang = this.#watch(child);
      child.once('error', (error) => this.#ended(child, error.message));
      child.once('exit', (code, signal) => {
        hang.stop();
        this.#ended(child, hang.found() ?? signal ?? `exit code ${code ?? '?'}`);
      });
      if (child.stdout !== null) {
        createInterface({ input: child.stdout }).on('line', (line) => this.#heard(line));
      }
      if (child.pid !== undefined) this.#news.started(name, child.pid);
    } finally {
      closeSync(log);
    }
  }

  /** Kills the process once it hangs; `found` then tells so. */
  #watch({ pid }: ChildProcess): Readonly<{ stop: () => void; found: () => string | null }> {
    const { signsOfLife: begin } = this.#spec;
    const patienceMs = this.#hangAfterMs;
    let found: string | null = null;
    if (begin === undefined || patienceMs === null || pid === undefined) {
      return { stop: () => undefined, found: () => found };
    }
    const stop = watchForHang({ begin, patienceMs }, (silentMs) => {
      if (this.#stopping) return;
      found = `no sign of life for ${Math.round(silentMs / 1_000)} s, so it was killed`;
      sendSignal(pid, 'SIGKILL');
    });
    return { stop, found: () => found };
  }

  #heard(line: string): void {
    if (!line.startsWith('{')) return;
    try {
      this.#onLine(JSON.parse(line));
    } catch {
      // It is no JSON line, so not the one we wait for.
    }
  }

  #ended(child: ChildProcess, how: string): void {
    // A process that could not be spawned may report this twice.
    if (this.#child !== child) return;
    this.#child = null;
    this.#died(how);
  }

  #died(how: string): void {
    if (this.#stopping) return;
    this.#livesMs.push(Date.now() - this.#startedMs);
    if (this.#livesMs.length > livesKept) this.#livesMs.shift();
    if (!this.#wasReady && this.#livesMs.length >= deathsBeforeGivingUp) {
      this.#stopping = true;
      this.#onGivenUp(this.#notReady(`ends at once (${how})`));
      return;
    }
    const againInMs = restartDelayMs(this.#livesMs);
    this.#news.died(this.#spec.name, how, againInMs);
    this.#restart = setTimeout(() => void this.#launch(), againInMs);
  }

  #notReady(what: string): StartError {
    const { name, logs } = this.#spec;
    const tail = lastLines(logs, name, 12);
    return new StartError(
      `${name} ${what}. The end of its log:\n${tail === '' ? '(nothing logged)' : tail}`,
      [`read ${join(logs, `${name}.log`)} and start again`],
    );
  }
}
