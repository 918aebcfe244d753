import { existsSync, mkdirSync, openSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';

const kept = 5;

/** Makes way for a new log: `x.log` becomes `x.1.log` and so on; the fifth is deleted. */
export function rotateLog(folder: string, name: string): void {
  mkdirSync(folder, { recursive: true });
  const path = (n: number): string => join(folder, n === 0 ? `${name}.log` : `${name}.${n}.log`);
  for (let n = kept - 1; n > 0; n -= 1) {
    if (existsSync(path(n - 1))) renameSync(path(n - 1), path(n));
  }
}

/**
 * A file descriptor to append to, which the caller closes. The file is private, as logs name
 * payments.
 */
export function openLog(folder: string, name: string): number {
  mkdirSync(folder, { recursive: true });
  return openSync(join(folder, `${name}.log`), 'a', 0o600);
}

/** The last lines of a log, for an error message; empty if there is no log. */
export function lastLines(folder: string, name: string, count: number): string {
  const path = join(folder, `${name}.log`);
  if (!existsSync(path)) return '';
  return readFileSync(path, 'utf8').trimEnd().split('\n').slice(-count).join('\n');
}
