import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';

function replaceFile(path: string, content: string, mode: number): void {
  const draft = `${path}.new`;
  const file = openSync(draft, 'w', mode);
  try {
    writeSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
}

/** Replaces the file in one step, readable by its owner alone (mode 600). */
export function writePrivateFile(path: string, content: string): void {
  replaceFile(path, content, 0o600);
}

/**
 * Replaces the file in one step, so that a reader sees the old file or the new, never half of one.
 */
export function writePublicFile(path: string, content: string): void {
  replaceFile(path, content, 0o644);
}
