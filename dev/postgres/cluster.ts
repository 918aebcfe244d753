import { execFile } from 'node:child_process';
import {
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { promisify } from 'node:util';
import type { DataFolder } from '../data-folder.ts';
import { explainDiskError } from '../disk-problem.ts';
import { writePrivateFile } from '../private-file.ts';
import { StartError } from '../start-error.ts';
import type { PostgresBinaries } from './binaries.ts';
import type { SystemUser } from './system-user.ts';

const run = promisify(execFile);
const initdbBoundMs = 60_000;
const majorVersion = '18';
const draftPrefix = 'postgres.new-';

/** The role that owns the database. */
export const clusterRole = 'paidonce';

function dropDrafts(folder: DataFolder): void {
  const drafts = readdirSync(folder.path).filter((name) => name.startsWith(draftPrefix));
  for (const name of drafts) rmSync(folder.at(name), { recursive: true, force: true });
}

async function initdb(
  binaries: PostgresBinaries,
  folder: DataFolder,
  password: string,
  user: SystemUser | null,
  signal: AbortSignal,
): Promise<void> {
  dropDrafts(folder);
  // A new name each time, because an initdb that outlived a killed start may still write to its
  // own.
  const draft = mkdtempSync(folder.at(draftPrefix));
  const passwordFile = folder.at('postgres.password');
  writePrivateFile(passwordFile, password);
  if (user !== null) {
    chownSync(draft, user.uid, user.gid);
    chownSync(passwordFile, user.uid, user.gid);
  }
  const settings = ['--auth=scram-sha-256', `--username=${clusterRole}`, '--encoding=UTF8'];
  // PostgreSQL's builtin locale, because the machine may have none installed.
  const locale = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'];
  try {
    await run(
      binaries.initdb,
      [`--pgdata=${draft}`, `--pwfile=${passwordFile}`, ...settings, ...locale],
      {
        cwd: folder.path,
        timeout: initdbBoundMs,
        env: { ...process.env, LC_ALL: 'C' },
        signal,
        ...user,
      },
    );
    // Only a complete cluster ever gets the final name.
    renameSync(draft, folder.at('postgres'));
  } catch (error) {
    throw initdbFailure(error, folder);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

function initdbFailure(error: unknown, folder: DataFolder): unknown {
  const told = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
  if (told.includes('No space left on device')) {
    return explainDiskError(Object.assign(new Error(told), { code: 'ENOSPC' }), folder.path);
  }
  return new StartError(
    `PostgreSQL could not make its data folder: ${told === '' ? String(error) : told}`,
    ['use a PostgreSQL of your own: DATABASE_URL=postgresql://… npm start'],
    error,
  );
}

/**
 * Makes the cluster in the data folder, once.
 *
 * @throws StartError if that fails, or if another version of PostgreSQL made it
 */
export async function prepareCluster(
  binaries: PostgresBinaries,
  folder: DataFolder,
  password: string,
  user: SystemUser | null,
  signal: AbortSignal,
): Promise<void> {
  const versionFile = `${folder.at('postgres')}/PG_VERSION`;
  if (!existsSync(versionFile)) {
    await initdb(binaries, folder, password, user, signal);
    return;
  }
  const version = readFileSync(versionFile, 'utf8').trim();
  if (version === majorVersion) return;
  throw new StartError(
    `The database in ${folder.path} was made by PostgreSQL ${version}; this is PostgreSQL ${majorVersion}.`,
    [
      'begin anew (all orders in it are deleted): npm start -- --fresh',
      'name another folder: --data',
    ],
  );
}
