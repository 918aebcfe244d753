import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { endLeftovers } from './leftovers.ts';
import { PidFile } from './pid-file.ts';
import { identifyProcess } from './process-identity.ts';

describe('leftovers', () => {
  let folder: string;
  let child: ChildProcess;

  function pidOf(process: ChildProcess): number {
    if (process.pid === undefined) throw new Error('not spawned');
    return process.pid;
  }

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'paidonce-leftovers-'));
    child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000); console.log(1)']);
    if (child.stdout !== null) await once(child.stdout, 'data');
  });
  afterEach(() => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });

  test('what a killed start left is ended by the next one', async () => {
    new PidFile(folder).set('worker', pidOf(child));
    expect(await endLeftovers(folder)).toEqual(['worker']);
    expect(identifyProcess(pidOf(child))).toBeNull();
  });

  test('a left process that was stopped is ended too', async () => {
    new PidFile(folder).set('postgres', pidOf(child));
    child.kill('SIGSTOP');
    expect(await endLeftovers(folder)).toEqual(['postgres']);
    expect(identifyProcess(pidOf(child))).toBeNull();
  });

  test('another process under a remembered number is never touched', async () => {
    new PidFile(folder).set('worker', pidOf(child));
    const path = join(folder, 'processes.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace('"startedAt":"', '"startedAt":"before'));
    expect(await endLeftovers(folder)).toEqual([]);
    expect(identifyProcess(pidOf(child))).not.toBeNull();
  });

  test('another program under a remembered number is never touched', async () => {
    new PidFile(folder).set('worker', pidOf(child));
    const path = join(folder, 'processes.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace('setInterval', 'another'));
    expect(await endLeftovers(folder)).toEqual([]);
  });

  test('an unreadable list ends nothing', async () => {
    writeFileSync(join(folder, 'processes.json'), '{"worker":{"pid":1}}');
    expect(await endLeftovers(folder)).toEqual([]);
  });

  test('pids.json names every process, null for what is not ours to run', () => {
    const file = new PidFile(folder);
    file.set('api', pidOf(child));
    expect(JSON.parse(readFileSync(join(folder, 'pids.json'), 'utf8'))).toEqual({
      shop: null,
      api: pidOf(child),
      worker: null,
      sandbox: null,
      postgres: null,
      temporal: null,
    });
  });
});
