import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { deleteState, openDataFolder } from './data-folder.ts';
import { explainDiskError, requireSpace } from './disk-problem.ts';

describe('the data folder', () => {
  let parent: string;
  let path: string;
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'paidonce-data-'));
    path = join(parent, 'data');
  });
  afterEach(() => rmSync(parent, { recursive: true }));

  function thrownBy(run: () => unknown): unknown {
    try {
      run();
      return null;
    } catch (error) {
      return error;
    }
  }

  describe('the lock', () => {
    test('a second start on the same data names the process that runs on it', () => {
      const first = openDataFolder(path);
      const refused = String(thrownBy(() => openDataFolder(path)));
      expect(refused).toContain('locked');
      expect(refused).toContain(`as process ${process.pid}`);
      expect(refused).toContain('--data OTHER_FOLDER');
      first.release();
      openDataFolder(path).release();
    });

    test('the lock of a process that was killed is taken over', () => {
      mkdirSync(path);
      writeFileSync(join(path, 'paidonce-data.json'), '{}');
      const gone = spawnSync(process.execPath, ['-e', '']).pid;
      const lock = { pid: gone, startedAt: 'before', command: 'node dev/start.js' };
      writeFileSync(join(path, 'main.lock'), JSON.stringify(lock));
      openDataFolder(path).release();
      expect(existsSync(join(path, 'main.lock'))).toBe(false);
    });

    test('a lock whose number now belongs to another process is taken over', () => {
      mkdirSync(path);
      writeFileSync(join(path, 'paidonce-data.json'), '{}');
      const lock = { pid: process.pid, startedAt: 'before a reboot', command: 'node' };
      writeFileSync(join(path, 'main.lock'), JSON.stringify(lock));
      openDataFolder(path).release();
    });
  });

  describe('the folder', () => {
    test("a folder that holds something else is refused and left as it is, also with '--fresh'", () => {
      mkdirSync(path);
      writeFileSync(join(path, 'thesis.txt'), 'years of work');
      expect(String(thrownBy(() => openDataFolder(path)))).toContain("not PaidOnce's data");
      expect(readFileSync(join(path, 'thesis.txt'), 'utf8')).toBe('years of work');
    });

    test('beginning anew deletes the state and nothing that is not ours', () => {
      const folder = openDataFolder(path);
      mkdirSync(folder.at('postgres'));
      writeFileSync(folder.at('postgres/PG_VERSION'), '18');
      writeFileSync(folder.at('keys.json'), '{}');
      writeFileSync(folder.at('notes.txt'), 'mine');
      deleteState(folder);
      expect(existsSync(folder.at('postgres'))).toBe(false);
      expect(existsSync(folder.at('keys.json'))).toBe(false);
      expect(existsSync(folder.at('notes.txt'))).toBe(true);
      folder.release();
    });

    test('what an earlier version left open to others is closed to them', () => {
      mkdirSync(join(path, 'logs'), { recursive: true, mode: 0o755 });
      mkdirSync(join(path, 'postgres'), { mode: 0o750 });
      for (const name of ['paidonce-data.json', 'temporal.db', 'logs/api.log']) {
        writeFileSync(join(path, name), '{}', { mode: 0o644 });
      }
      const folder = openDataFolder(path);
      const modeOf = (name: string): number => statSync(folder.at(name)).mode & 0o777;
      expect([modeOf('.'), modeOf('logs')]).toEqual([0o700, 0o700]);
      expect([modeOf('temporal.db'), modeOf('logs/api.log')]).toEqual([0o600, 0o600]);
      expect(modeOf('postgres'), 'which PostgreSQL keeps itself').toBe(0o750);
      folder.release();
    });

    test('a place where no folder can be made is told, with another one as remedy', () => {
      writeFileSync(path, 'a file');
      const refused = String(thrownBy(() => openDataFolder(join(path, 'below'))));
      expect(refused).toContain("can't be made there");
      expect(refused).toContain('--data OTHER_FOLDER');
    });
  });

  describe('the disk', () => {
    test('a full disk is told in words, and that no money moved unrecorded', () => {
      // Linux answers every write to this device as a full disk would.
      const error = thrownBy(() => writeFileSync('/dev/full', 'x'));
      expect(String(explainDiskError(error, path))).toMatch(
        /is full.*no payment.*\n.*\n.*free some/,
      );
    });

    test('a read-only disk is told in words', () => {
      const error = Object.assign(new Error('read-only'), { code: 'EROFS' });
      expect(String(explainDiskError(error, path))).toMatch(
        /can't be written \(EROFS\).*read-only/,
      );
    });

    test('a disk that a start would fill stops it before anything is written', () => {
      expect(() => requireSpace(path, 10_000_000)).toThrow(/has 9 MB left; the start needs 250 MB/);
      expect(() => requireSpace(path, 10_000_000_000)).not.toThrow();
    });

    test('any other error is not the disk', () => {
      expect(explainDiskError(new Error('a bug'), path)).toBeNull();
    });
  });
});
