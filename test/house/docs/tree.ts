import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

/** A file of the repository; `path` from its top, with slashes. */
export type TextFile = Readonly<{ path: string; text: string }>;

/** Not ours, or made by programs. */
const left = new Set(['node_modules', 'build', '.git', '.paidonce', '.figures']);
const read = new Set(['.ts', '.js', '.cjs', '.sql', '.md']);

function pathsIn(top: string, folder: string): string[] {
  return readdirSync(join(top, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (left.has(path)) return [];
    return entry.isDirectory() ? [`${path}/`, ...pathsIn(top, path)] : [path];
  });
}

/** What the repository holds: every path (folders end in a slash), and the text of pages and code. */
export type Tree = Readonly<{ paths: ReadonlySet<string>; files: readonly TextFile[] }>;

/** @param top folder of the project */
export function readTree(top: string): Tree {
  const paths = pathsIn(top, '');
  const files = paths
    .filter((path) => read.has(extname(path)))
    .map((path) => ({ path, text: readFileSync(join(top, path), 'utf8') }));
  return { paths: new Set(paths), files };
}
