import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { projectFolder } from './own-process.ts';

const parent = mkdtempSync(join(tmpdir(), 'paidonce-start-'));
afterAll(() => rmSync(parent, { recursive: true }));

function start(
  args: readonly string[],
  options: Readonly<{ env?: NodeJS.ProcessEnv; nodeArgs?: readonly string[] }> = {},
): SpawnSyncReturns<string> {
  const command = [...(options.nodeArgs ?? []), 'dev/start.js', ...args];
  return spawnSync(process.execPath, command, {
    cwd: projectFolder,
    encoding: 'utf8',
    env: { PATH: '', HOME: parent, ...options.env },
    timeout: 20_000,
  });
}

test('an old Node is told which one is needed, before anything else', () => {
  const old = 'Object.defineProperty(process, "version", { value: "v18.20.4" })';
  const run = start(['--json'], { nodeArgs: ['--import', `data:text/javascript,${old}`] });
  expect(run.stderr).toContain('needs Node.js 20.19 or newer; this is v18.20.4');
  expect(run.stdout).toBe('');
  expect(run.status).toBe(1);
});

test('a flag there is not is refused with a pointer to help', () => {
  const run = start(['--jsn']);
  expect(run.stderr).toMatch(/--jsn[\s\S]*npm start -- --help/);
  expect(run.stdout).toBe('');
  expect(run.status).toBe(1);
});

test('a wrong setting is named before anything is started', () => {
  const run = start(['--json', '--data', join(parent, 'a')], {
    env: { DATABASE_URL: 'mysql://x', PAIDONCE_TIME_SCALE: 'fast' },
  });
  expect(run.stderr).toMatch(/DATABASE_URL.*PAIDONCE_TIME_SCALE/);
  expect(run.status).toBe(1);
});
