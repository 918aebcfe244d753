import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { explainDiskError, freeBytes, requireSpace } from './disk-problem.ts';
import { takeFolderLock } from './folder-lock.ts';
import { tightenFolder } from './private-folder.ts';
import { StartError } from './start-error.ts';

const marker = 'paidonce-data.json';

/** Everything the embedded start writes; `--fresh` deletes these and nothing else. */
const stateNames = [
  'api.heartbeat',
  'config.json',
  'keys.json',
  'logs',
  'pids.json',
  'ports.json',
  'postgres',
  'postgres.password',
  'processes.json',
  'sandbox',
  'secrets',
  'shop',
  'temporal.db',
  'temporal.db-shm',
  'temporal.db-wal',
  'worker.heartbeat',
];

/** The folder with the state of one embedded PaidOnce, locked for this process. */
export type DataFolder = Readonly<{
  path: string;
  logs: string;
  at: (name: string) => string;
  /** Releases the lock. */
  release: () => void;
}>;

function requireOurs(path: string): void {
  if (!existsSync(path) || existsSync(join(path, marker))) return;
  if (!statSync(path).isDirectory() || readdirSync(path).length > 0) {
    throw new StartError(
      `${path} holds something that is not PaidOnce's data (there is no ${marker} in it). Nothing was changed.`,
      ['name an empty or a new folder: npm start -- --data OTHER_FOLDER'],
    );
  }
}

function prepare(path: string): void {
  try {
    requireOurs(path);
    mkdirSync(path, { recursive: true, mode: 0o700 });
    if (!existsSync(join(path, marker))) {
      writeFileSync(join(path, marker), `${JSON.stringify({ paidonce_data: 1 })}\n`, {
        mode: 0o600,
      });
    }
    writeFileSync(join(path, '.write-probe'), '');
    rmSync(join(path, '.write-probe'));
    requireSpace(path, freeBytes(path));
  } catch (error) {
    throw explainDiskError(error, path) ?? error;
  }
}

/**
 * Opens the data folder, makes it if there is none, locks it, and closes it to everybody else.
 *
 * @throws StartError if it is locked, not ours, full or read-only
 */
export function openDataFolder(folder: string): DataFolder {
  const path = resolve(folder);
  prepare(path);
  const release = takeFolderLock(path);
  try {
    tightenFolder(path);
  } catch (error) {
    release();
    throw explainDiskError(error, path) ?? error;
  }
  return Object.freeze({
    path,
    logs: join(path, 'logs'),
    at: (name: string) => join(path, name),
    release,
  });
}

/**
 * Deletes the state, and nothing that PaidOnce didn't write. Nothing may run on the locked folder.
 */
export function deleteState(folder: DataFolder): void {
  const drafts = readdirSync(folder.path).filter((name) => name.startsWith('postgres.new-'));
  for (const name of [...stateNames, ...drafts]) {
    rmSync(folder.at(name), { recursive: true, force: true });
  }
}
