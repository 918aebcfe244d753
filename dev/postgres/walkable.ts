import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { StartError } from '../start-error.ts';
import type { SystemUser } from './system-user.ts';

function mayWalk(folder: string, user: SystemUser): boolean {
  const { mode, uid, gid } = statSync(folder);
  if (uid === user.uid) return (mode & 0o100) !== 0;
  if (gid === user.gid) return (mode & 0o010) !== 0;
  return (mode & 0o001) !== 0;
}

function foldersAbove(path: string): string[] {
  const above = dirname(path);
  return above === path ? [path] : [...foldersAbove(above), path];
}

/**
 * @param path a folder that exists
 * @param what the folder's name in the error: "the data folder"
 * @throws StartError, which names the first folder on the way that this user can't pass
 */
export function requireWalkable(path: string, what: string, user: SystemUser): void {
  const barred = foldersAbove(path).find((folder) => !mayWalk(folder, user));
  if (barred === undefined) return;
  throw new StartError(
    `You are root, and PostgreSQL refuses to run as root, so it runs as the user "${user.name}". That user can't pass ${barred} on the way to ${what}, ${path}.`,
    [
      `let others pass that folder: chmod o+x ${barred}`,
      what === 'the data folder'
        ? 'put the data where every user may go: npm start -- --data /var/lib/paidonce'
        : 'move the project where every user may go, such as /opt',
      'start PaidOnce as a user other than root',
      'use a PostgreSQL of your own: DATABASE_URL=postgresql://… npm start',
    ],
  );
}
