import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isRunning, Started } from './started.ts';

/** What is signalled is npm, or all that Ctrl-C reaches; the main process is found out about. */
describe('npm start ends with npm', () => {
  let folder: string;
  let main: Started;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'paidonce-npm-'));
    main = new Started(folder, {}, 'npm');
  });
  afterEach(async () => {
    await main.until(() => main.running.filter(isRunning).length === 0, 30_000);
    rmSync(folder, { recursive: true, force: true });
  });

  /** npm and everything below it, as far as it is not reaped. */
  function family(pid: number): number[] {
    const table = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' });
    const rows = table
      .trim()
      .split('\n')
      .map((row) => row.trim().split(/\s+/).map(Number));
    const below = (parent: number): number[] =>
      rows.flatMap(([child = 0, its]) => (its === parent ? [child, ...below(child)] : []));
    return [pid, ...below(pid)];
  }

  async function isTaken(port: number): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = connect({ port, host: '127.0.0.1' });
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
  }

  async function takenPorts(): Promise<number[]> {
    const ports = Object.values(
      JSON.parse(readFileSync(join(folder, 'ports.json'), 'utf8')) as Record<string, number>,
    );
    const taken = await Promise.all(ports.map(isTaken));
    return ports.filter((_, index) => taken[index]);
  }

  async function nothingIsLeft(of: readonly number[]): Promise<void> {
    await main.until(() => of.filter(isRunning).length === 0, 30_000);
    expect(await takenPorts()).toEqual([]);
  }

  test('SIGTERM to npm alone ends all of it, and every port is free', async () => {
    await main.ready();
    const all = family(main.pid);
    expect(all).toEqual(expect.arrayContaining([...main.running]));
    expect(main.running).toHaveLength(6);
    process.kill(main.pid, 'SIGTERM');
    await main.exited;
    // npm waits for us: once it is gone, nothing is left.
    expect(all.filter(isRunning)).toEqual([]);
    expect(await takenPorts()).toEqual([]);
  });

  test('Ctrl-C in the middle of the start, which reaches npm and us, ends all of it', async () => {
    await main.until(() => main.running.length >= 2, 60_000);
    const all = family(main.pid);
    process.kill(-main.pid, 'SIGINT');
    await main.exited;
    await nothingIsLeft(all);
    expect(main.said.match(/ending API/g)).toHaveLength(1);
  });

  test('SIGHUP to npm alone, which it hands on to nobody, takes all of it along', async () => {
    await main.until(() => main.running.length >= 2, 60_000);
    const all = family(main.pid);
    process.kill(main.pid, 'SIGHUP');
    await nothingIsLeft(all);
    expect(main.said).toContain('npm has ended');
  });
});
