import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { identifyProcess } from './process-identity.ts';
import { heartbeatLook } from './signs-of-life/looks.ts';
import { StartError } from './start-error.ts';
import { SupervisedProcess, type ProcessSpec } from './supervised-process.ts';

type News = Readonly<{ pid: number; atMs: number }>;

const waits = `setInterval(() => {}, 1000); console.log(JSON.stringify({ ready: true }));`;

/** A supervisor of a small program, and the starts that it reports. */
class Fixture {
  readonly folder = mkdtempSync(join(tmpdir(), 'paidonce-supervisor-'));
  readonly starts: News[] = [];
  readonly waits: number[] = [];
  readonly ends: string[] = [];
  readonly #waiting: (() => void)[] = [];
  #process: SupervisedProcess | null = null;

  supervise(
    program: string,
    spec: Partial<ProcessSpec> = {},
    hangAfterMs: number | null = null,
  ): SupervisedProcess {
    this.#process = new SupervisedProcess(
      {
        name: 'worker',
        file: process.execPath,
        args: ['-e', program],
        env: {},
        cwd: this.folder,
        logs: this.folder,
        stdout: 'lines',
        stopSignal: 'SIGTERM',
        stopBoundMs: 3_000,
        ...spec,
      },
      {
        hangAfterMs,
        news: {
          started: (_, pid) => {
            this.starts.push({ pid, atMs: Date.now() });
            for (const go of this.#waiting.splice(0)) go();
          },
          died: (_, how, againInMs) => {
            this.ends.push(how);
            this.waits.push(againInMs);
          },
        },
      },
    );
    return this.#process;
  }

  async started(count: number): Promise<News> {
    while (this.starts.length < count) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    const last = this.starts[count - 1];
    if (last === undefined) throw new Error('counted above');
    return last;
  }

  async close(): Promise<void> {
    await this.#process?.stop();
    rmSync(this.folder, { recursive: true });
  }
}

describe('a supervised process', () => {
  let fixture: Fixture;
  beforeEach(() => {
    fixture = new Fixture();
  });
  afterEach(() => fixture.close());

  test('that is killed is back within a second, as another process', async () => {
    const supervised = fixture.supervise(waits);
    expect(await supervised.startUntilLine(5_000)).toEqual({ ready: true });
    const first = await fixture.started(1);
    const killedMs = Date.now();
    process.kill(first.pid, 'SIGKILL');
    const second = await fixture.started(2);
    expect(second.pid).not.toBe(first.pid);
    expect(second.atMs - killedMs).toBeLessThan(1_000);
  });

  test('that dies again and again is waited for longer and longer', async () => {
    const dies = `console.log('{"ready":true}'); process.exit(3);`;
    await fixture.supervise(dies).startUntilLine(5_000);
    await fixture.started(6);
    expect(fixture.waits.slice(0, 5)).toEqual([100, 100, 100, 100, 1_000]);
  });

  test('that never gets ready is given up, with the end of its log', async () => {
    const supervised = fixture.supervise(`console.error('no such field'); process.exit(1);`);
    const failure = await supervised.startUntilLine(20_000).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(StartError);
    expect(String(failure)).toContain('worker ends at once (exit code 1)');
    expect(String(failure)).toContain('no such field');
    expect(fixture.starts).toHaveLength(5);
  });

  test('whose program is missing is an error for people, not a crash', async () => {
    const supervised = fixture.supervise('', { file: '/nowhere/program' });
    await expect(supervised.startUntilLine(20_000)).rejects.toThrow(/ENOENT/);
  });

  test('that is silent too long is told so', async () => {
    const supervised = fixture.supervise('setInterval(() => {}, 1000)');
    await expect(supervised.startUntilLine(100)).rejects.toThrow('worker is not ready after 0.1 s');
  });

  test('ends on request and stays ended', async () => {
    const supervised = fixture.supervise(waits);
    await supervised.startUntilLine(5_000);
    const { pid } = await fixture.started(1);
    await supervised.stop();
    expect(identifyProcess(pid)).toBeNull();
    expect(fixture.waits).toEqual([]);
  });

  test('that is stopped is left alone, and ends all the same', async () => {
    const supervised = fixture.supervise(waits);
    await supervised.startUntilLine(5_000);
    const { pid } = await fixture.started(1);
    process.kill(pid, 'SIGSTOP');
    expect(identifyProcess(pid)).not.toBeNull();
    await supervised.stop();
    expect(fixture.starts).toHaveLength(1);
    expect(identifyProcess(pid)).toBeNull();
  });

  test('that ignores the request is killed after its bound', async () => {
    const deaf = `process.on('SIGTERM', () => {}); ${waits}`;
    const supervised = fixture.supervise(deaf, { stopBoundMs: 50 });
    await supervised.startUntilLine(5_000);
    const { pid } = await fixture.started(1);
    await supervised.stop();
    expect(identifyProcess(pid)).toBeNull();
  });

  describe('with signs of life', () => {
    const patienceMs = 900;
    let file: string;
    const beats = (everyMs: number): string =>
      `const { utimesSync, writeFileSync } = require('node:fs');
       writeFileSync(${JSON.stringify(file)}, '');
       setInterval(() => utimesSync(${JSON.stringify(file)}, new Date(), new Date()), ${everyMs});
       console.log('{"ready":true}');`;
    beforeEach(() => {
      file = join(fixture.folder, 'heartbeat');
    });

    test('is killed once it hangs, and started again', async () => {
      const supervised = fixture.supervise(
        beats(20),
        { signsOfLife: heartbeatLook(file) },
        patienceMs,
      );
      await supervised.startUntilLine(5_000);
      const { pid } = await fixture.started(1);
      // Two looks, so that it was heard.
      await delay(patienceMs / 2);
      const stoppedMs = Date.now();
      process.kill(pid, 'SIGSTOP');
      const second = await fixture.started(2);
      expect(second.pid).not.toBe(pid);
      expect(second.atMs - stoppedMs).toBeGreaterThan(patienceMs / 2);
      expect(second.atMs - stoppedMs).toBeLessThan(3 * patienceMs);
      expect(fixture.ends).toEqual([
        expect.stringMatching(/no sign of life for 1 s, so it was killed/),
      ]);
    });

    test('is left alone while it is only busy, or takes its time to start', async () => {
      const starts = `setTimeout(() => { ${beats(patienceMs / 2)} }, ${2 * patienceMs});`;
      const supervised = fixture.supervise(
        starts,
        { signsOfLife: heartbeatLook(file) },
        patienceMs,
      );
      await supervised.startUntilLine(10_000);
      // Busy for longer than a look, shorter than the patience, again and again.
      await delay(3 * patienceMs);
      expect(fixture.starts).toHaveLength(1);
    });
  });

  test('logs to its own file', async () => {
    await fixture.supervise(`console.error('hello'); ${waits}`).startUntilLine(5_000);
    expect(readFileSync(join(fixture.folder, 'worker.log'), 'utf8')).toBe('hello\n');
  });
});
