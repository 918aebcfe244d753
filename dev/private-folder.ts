import { chmodSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** PostgreSQL keeps its own folder private, and another user may own it. */
function isPostgres(name: string): boolean {
  return name === 'postgres' || name.startsWith('postgres.new-');
}

function tighten(path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined || found.isSymbolicLink()) return;
  const isFolder = found.isDirectory();
  const mode = found.mode & (isFolder ? 0o700 : 0o600);
  if ((found.mode & 0o777) !== mode) chmodSync(path, mode);
  if (isFolder) for (const name of readdirSync(path)) tighten(join(path, name));
}

/**
 * Takes from everybody but the owner whatever rights they have in a folder, as on the state that an
 * earlier version wrote: orders, keys and the engine's histories.
 *
 * @throws the file system's error where it belongs to somebody else
 */
export function tightenFolder(folder: string): void {
  chmodSync(folder, 0o700);
  for (const name of readdirSync(folder)) if (!isPostgres(name)) tighten(join(folder, name));
}
