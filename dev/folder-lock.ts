import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { errorCode } from './error-code.ts';
import { identifyProcess, isAlive, type ProcessIdentity } from './process-identity.ts';
import { StartError } from './start-error.ts';

const holderSchema = z.object({ pid: z.int(), startedAt: z.string(), command: z.string() });
const tries = 10;

function readHolder(path: string): ProcessIdentity | null {
  try {
    return holderSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    // The lock is gone, or was half written by a process that died: nobody holds it.
    return null;
  }
}

function locked(folder: string, holder: ProcessIdentity): StartError {
  return new StartError(
    `The data folder ${folder} is locked: PaidOnce runs on it already, as process ${holder.pid}. Nothing was changed.`,
    [
      `use the PaidOnce that runs, or end it first: kill ${holder.pid}`,
      'start a second one on a folder of its own: npm start -- --data OTHER_FOLDER',
    ],
  );
}

function putLock(path: string, content: string): boolean {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, content, { mode: 0o600 });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function setStaleAside(path: string, folder: string): void {
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return;
    throw error;
  }
  const holder = readHolder(aside);
  // Another start was faster, and what we moved away is its new lock.
  if (holder !== null && isAlive(holder)) {
    putLock(path, JSON.stringify(holder));
    rmSync(aside);
    throw locked(folder, holder);
  }
  rmSync(aside);
}

/**
 * Makes this process the only one that runs on the folder. The lock of a process that is gone,
 * because it was killed or before a reboot, is taken over.
 *
 * @returns a function that releases the lock
 * @throws StartError naming the process that holds it
 */
export function takeFolderLock(folder: string): () => void {
  const path = join(folder, 'main.lock');
  const self = identifyProcess(process.pid);
  const content = JSON.stringify(self ?? { pid: process.pid, startedAt: '', command: '' });
  for (let attempt = 0; attempt < tries; attempt += 1) {
    if (putLock(path, content)) return () => rmSync(path, { force: true });
    const holder = readHolder(path);
    if (holder !== null && isAlive(holder)) throw locked(folder, holder);
    setStaleAside(path, folder);
  }
  throw new StartError(`The lock ${path} could not be taken.`, ['start again']);
}
