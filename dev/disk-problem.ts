import { statfsSync } from 'node:fs';
import { errorCode } from './error-code.ts';
import { StartError } from './start-error.ts';

/** How much a fresh database, its log and the engine's file need. */
const neededBytes = 250 * 1024 * 1024;

const elsewhere = 'put the data on another disk: npm start -- --data OTHER_FOLDER';

/**
 * Turns an error of the disk into words for people; null for any other error.
 *
 * @param folder the data folder
 */
export function explainDiskError(error: unknown, folder: string): StartError | null {
  switch (errorCode(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new StartError(
        `The disk that holds ${folder} is full. Facts are written before anything acts on them, so no payment was asked for that isn't recorded.`,
        ['free some space', elsewhere],
        error,
      );
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
      return new StartError(
        `The data folder ${folder} can't be written (${errorCode(error) ?? ''}): the disk is read-only or belongs to somebody else. Nothing was started.`,
        ['make it writable for the user who starts PaidOnce', elsewhere],
        error,
      );
    case 'ENOENT':
    case 'ENOTDIR':
      return new StartError(
        `The data folder ${folder} can't be made there: part of its path is no folder, or the disk is read-only. Nothing was started.`,
        [elsewhere],
        error,
      );
    case null:
    default:
      return null;
  }
}

/** Free bytes on the disk that holds the folder, for its user. */
export function freeBytes(folder: string): number {
  const disk = statfsSync(folder);
  return disk.bavail * disk.bsize;
}

/**
 * @param free bytes, see `freeBytes`
 * @throws StartError if a start would fill the disk
 */
export function requireSpace(folder: string, free: number): void {
  if (free >= neededBytes) return;
  const mebibytes = (bytes: number): number => Math.floor(bytes / 1024 / 1024);
  throw new StartError(
    `The disk that holds ${folder} has ${mebibytes(free)} MB left; the start needs ${mebibytes(neededBytes)} MB. Nothing was started.`,
    ['free some space', elsewhere],
  );
}
