import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The folder of the guides. `npm run build` puts a copy into the build, where it stands at the same
 * place from here.
 */
export const docsFolder = fileURLToPath(new URL('../../docs/', import.meta.url));

/** What the pages load, besides the files of the reference; copied into the build likewise. */
export const assetsFolder = fileURLToPath(new URL('assets/', import.meta.url));

const swaggerFolder = dirname(
  createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'),
);

/** @param path inside of `docs/`, with slashes */
export function readDoc(path: string): string {
  return readFileSync(join(docsFolder, path), 'utf8');
}

/** Names of the guides in a folder of `docs/`, without `.md`, sorted. */
export function guidesIn(folder: string): readonly string[] {
  return readdirSync(join(docsFolder, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => name.slice(0, -'.md'.length))
    .sort();
}

/** Names of the pictures that guides show, sorted. */
export function pictureNames(): readonly string[] {
  return readdirSync(join(docsFolder, 'pictures')).sort();
}

const folders = {
  ours: assetsFolder,
  'swagger-ui': swaggerFolder,
  pictures: join(docsFolder, 'pictures'),
};

/** A file that pages load. */
export function readAsset(name: string, from: keyof typeof folders): Buffer {
  return readFileSync(join(folders[from], name));
}
