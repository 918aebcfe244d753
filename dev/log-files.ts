import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
} from 'node:fs';
import { join } from 'node:path';

/** Of each process: the log and its predecessors. */
const kept = 5;
/** A log of this size makes way for a new one, bytes. */
const mostBytes = 10 * 1024 * 1024;
const lookEveryMs = 1_000;
const tailBytes = 64 * 1024;

function pathOf(folder: string, name: string, age: number): string {
  return join(folder, age === 0 ? `${name}.log` : `${name}.${age}.log`);
}

/** Makes room at `x.1.log`; the oldest is replaced. */
function shift(folder: string, name: string): void {
  for (let age = kept - 1; age > 1; age -= 1) {
    const from = pathOf(folder, name, age - 1);
    if (existsSync(from)) renameSync(from, pathOf(folder, name, age));
  }
}

/** Makes way for a new log: `x.log` becomes `x.1.log` and so on; the fifth is deleted. */
export function rotateLog(folder: string, name: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (!existsSync(pathOf(folder, name, 0))) return;
  shift(folder, name);
  renameSync(pathOf(folder, name, 0), pathOf(folder, name, 1));
}

/**
 * Makes way for a new log under a process that goes on writing: what it wrote is copied away, and
 * its file is emptied under it. It appends, so it goes on at the beginning. On a full disk, where
 * nothing can be copied, what it wrote is dropped: that is what a bound is for.
 */
function rotateUnderWriter(folder: string, name: string): void {
  const path = pathOf(folder, name, 0);
  try {
    shift(folder, name);
    copyFileSync(path, pathOf(folder, name, 1));
  } catch {
    // Half a copy takes the room that the log itself is to give up.
    rmSync(pathOf(folder, name, 1), { force: true });
  }
  truncateSync(path);
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** Once; see `boundLogs`. @param most bytes */
export function boundLogsOnce(folder: string, names: readonly string[], most = mostBytes): void {
  for (const name of names) {
    if (sizeOf(pathOf(folder, name, 0)) >= most) rotateUnderWriter(folder, name);
  }
}

/**
 * Keeps the logs of all processes within 50 MB each: a log that grew to 10 MB makes way, and of the
 * old ones four are kept. The processes write to their files themselves, so nobody waits for us.
 *
 * @returns ends it
 */
export function boundLogs(folder: string, names: readonly string[]): () => void {
  const timer = setInterval(() => {
    try {
      boundLogsOnce(folder, names);
    } catch {
      // A disk that refuses even this is looked at again; the supervisor must not end by its logs.
    }
  }, lookEveryMs);
  timer.unref();
  return () => clearInterval(timer);
}

/**
 * A file descriptor to append to, which the caller closes. The file is private, as logs name
 * payments.
 */
export function openLog(folder: string, name: string): number {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return openSync(pathOf(folder, name, 0), 'a', 0o600);
}

function endOf(path: string): string {
  const buffer = Buffer.alloc(tailBytes);
  const file = openSync(path, 'r');
  try {
    const from = Math.max(0, sizeOf(path) - tailBytes);
    return buffer.toString('utf8', 0, readSync(file, buffer, 0, tailBytes, from));
  } finally {
    closeSync(file);
  }
}

/** The last lines of a log, for an error message; empty if there is no log. */
export function lastLines(folder: string, name: string, count: number): string {
  const path = pathOf(folder, name, 0);
  if (!existsSync(path)) return '';
  return endOf(path).trimEnd().split('\n').slice(-count).join('\n');
}
