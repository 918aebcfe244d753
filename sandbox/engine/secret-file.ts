import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';

/** Replaces the file in one step, readable by its owner alone (mode 600). */
export function writeSecretFile(path: string, content: string): void {
  const draft = `${path}.new`;
  const file = openSync(draft, 'w', 0o600);
  try {
    writeSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
}
