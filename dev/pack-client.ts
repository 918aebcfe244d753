import { execFile } from 'node:child_process';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { projectFolder } from './own-process.ts';

const run = promisify(execFile);

/** A declaration names what it imports by the name it is shipped under, for compilers of any age. */
async function nameShippedFiles(dist: string): Promise<void> {
  for (const name of await readdir(dist)) {
    if (!name.endsWith('.d.ts')) continue;
    const text = await readFile(join(dist, name), 'utf8');
    await writeFile(join(dist, name), text.replace(/(from ')(\.\/[\w-]+)\.ts';/g, "$1$2.js';"));
  }
}

/**
 * Builds the client and packs it, as it would be published.
 *
 * @param folder what it is built in, under `client/`; it also gets the tarball
 * @returns path of the tarball
 */
export async function packClient(folder: string): Promise<string> {
  const packed = join(folder, 'client');
  await rm(packed, { recursive: true, force: true });
  await mkdir(packed, { recursive: true });
  const compiler = join(projectFolder, 'node_modules/typescript/bin/tsc');
  const settings = join(projectFolder, 'client/tsconfig.build.json');
  // `npm run check` has checked the types.
  const args = [compiler, '--noCheck', '--project', settings, '--outDir', join(packed, 'dist')];
  await run(process.execPath, args, { cwd: projectFolder });
  await nameShippedFiles(join(packed, 'dist'));
  for (const file of ['client/package.json', 'client/README.md', 'LICENSE']) {
    await copyFile(join(projectFolder, file), join(packed, file.replace('client/', '')));
  }
  const pack = ['pack', '--ignore-scripts', '--pack-destination', folder];
  const { stdout } = await run('npm', pack, { cwd: packed });
  return join(folder, stdout.trim().split('\n').at(-1) ?? '');
}

// `npm run client:pack`
const [, program, folder] = process.argv;
if (program !== undefined && import.meta.url === pathToFileURL(program).href) {
  process.stdout.write(`${await packClient(resolve(folder ?? 'build'))}\n`);
}
