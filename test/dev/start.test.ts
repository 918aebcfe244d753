import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answers, isRunning, processNames, type ReadyLine, Started } from './started.ts';

/** Longer than a busy machine keeps a process waiting. */
const hangAfterS = 9;

describe('npm start', () => {
  const folder = mkdtempSync(join(tmpdir(), 'paidonce-start-'));
  const elsewhere = mkdtempSync(join(tmpdir(), 'paidonce-start-'));
  let main: Started;
  let line: ReadyLine;

  function workerBeats(): boolean {
    // A worker that begins removes the file of the one before it.
    const beaten = statSync(join(folder, 'worker.heartbeat'), { throwIfNoEntry: false });
    return Date.now() - (beaten?.mtimeMs ?? 0) < 3_000;
  }

  beforeAll(async () => {
    writeFileSync(join(folder, 'paidonce-data.json'), '{}', { mode: 0o644 });
    chmodSync(folder, 0o755);
    main = new Started(folder, { PAIDONCE_HANG_AFTER_S: String(hangAfterS) });
    line = await main.ready();
  });
  afterAll(async () => {
    await main.end('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
    rmSync(elsewhere, { recursive: true, force: true });
  });

  test('prints one line of JSON once all is ready, and its keys are good', async () => {
    expect(main.stdout).toHaveLength(1);
    for (const name of processNames) expect(isRunning(line.pids[name] ?? 0)).toBe(true);
    expect(await answers(`${line.api}/v1/orders`, line.api_key)).toBe(true);
    expect(await answers(`${line.api}/v1/orders`, line.other_api_key)).toBe(true);
    expect(await answers(`${line.api}/v1/merchants`, line.ops_key)).toBe(true);
    expect(await answers(`${line.api}/v1/merchants`, line.api_key)).toBe(false);
    expect(await answers(`${line.temporal_ui ?? ''}/`)).toBe(true);
    // The table of addresses that a person is shown names it.
    expect(await answers(`${line.api}/docs`)).toBe(true);
    expect(main.said).toMatch(/PaidOnce is ready after [\d.]+ s/);
  });

  test('keeps all that it writes where only its owner reads it, also what was open before', () => {
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    expect(names).toEqual(
      expect.arrayContaining(['keys.json', 'temporal.db', 'secrets/wechat.default.private_key']),
    );
    for (const name of names) {
      const found = statSync(join(folder, name), { throwIfNoEntry: false });
      expect((found?.mode ?? 0) & 0o077, name).toBe(0);
    }
    // As root: PostgreSQL's own user may pass the folder, and nobody else.
    expect(statSync(folder).mode & 0o767).toBe(0o700);
  });

  test.each(processNames)(
    'nothing-lost: %s is back within a second when it is killed',
    async (name) => {
      expect(await main.killAndReplace(name)).toBeLessThan(1_000);
    },
  );

  test('answers again at the same address after everything was killed once', async () => {
    await main.until(() => answers(`${line.api}/v1/orders`, line.api_key), 30_000);
    await main.until(() => answers(`${line.sandbox}/healthz`), 30_000);
    await main.until(workerBeats, 60_000);
  });

  test('nothing-lost: whatever hangs is killed and started again, all at once too', async () => {
    const hanging = processNames.map((name) => main.pidOf(name) ?? 0);
    for (const pid of hanging) process.kill(pid, 'SIGSTOP');
    const replaced = (): boolean =>
      processNames.every((name, i) => main.pidOf(name) !== hanging[i]);
    await main.until(replaced, 3 * hangAfterS * 1_000);
    expect(hanging.filter(isRunning)).toEqual([]);
    for (const name of processNames)
      expect(main.said).toMatch(new RegExp(`${name} ended \\(no sign`));
    await main.until(() => answers(`${line.api}/v1/orders`, line.api_key), 30_000);
  });

  test('a second start on the same data is refused, naming the process that runs', async () => {
    const second = new Started(folder);
    expect(await second.exited).toBe(1);
    expect(second.said).toContain(`locked: PaidOnce runs on it already, as process ${main.pid}`);
    expect(second.stdout).toEqual([]);
  });

  test('a database and an engine that are named are used and not started', async () => {
    const env = { DATABASE_URL: line.database, TEMPORAL_ADDRESS: line.temporal };
    const other = new Started(elsewhere, env);
    const using = await other.ready();
    expect(using.pids).toMatchObject({ postgres: null, temporal: null });
    expect(using.database).toBe(line.database);
    expect(using.api).not.toBe(line.api);
    expect(await answers(`${using.api}/v1/orders`, using.api_key)).toBe(true);
    expect(await other.end('SIGTERM')).toBe(0);
  });

  test('what a killed main process left is ended by the next start, which has the same keys and ports', async () => {
    const left = processNames.map((name) => main.pidOf(name) ?? 0);
    await main.end('SIGKILL');
    main = new Started(folder);
    const again = await main.ready();
    expect(left.filter(isRunning)).toEqual([]);
    expect({ ...again, pids: null }).toEqual({ ...line, pids: null });
    expect(main.said).toContain('Ended what a killed start had left running');
  });

  test('a polite end leaves nothing running', async () => {
    const pids = processNames.map((name) => main.pidOf(name) ?? 0);
    expect(await main.end('SIGTERM')).toBe(0);
    expect(pids.filter(isRunning)).toEqual([]);
    expect(processNames.map((name) => main.pidOf(name))).toEqual(processNames.map(() => null));
  });
});
