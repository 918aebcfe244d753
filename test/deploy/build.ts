import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

const run = promisify(execFile);
const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({ dev: z.boolean().optional(), optional: z.boolean().optional() }),
  ),
});

/** What `npm ci --omit=dev` would leave at the top, as links to what is installed. */
function linkProductionPackages(folder: string): void {
  const { packages } = lockSchema.parse(JSON.parse(readFileSync('package-lock.json', 'utf8')));
  for (const [path, { dev, optional }] of Object.entries(packages)) {
    if (!/^node_modules\/(@[^/]+\/)?[^/]+$/.test(path) || dev === true || optional === true) {
      continue;
    }
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    symlinkSync(resolve(path), join(folder, path));
  }
}

/**
 * A folder like the image's `/app`: what `npm run build` builds, and of the packages only those
 * that are there in production.
 */
export async function buildForProduction(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'paidonce-build-'));
  const build = join(folder, 'build');
  await run(process.execPath, [
    'node_modules/typescript/bin/tsc',
    '-p',
    'tsconfig.build.json',
    '--outDir',
    build,
  ]);
  cpSync('package.json', join(folder, 'package.json'));
  linkProductionPackages(folder);
  await run(process.execPath, [join(build, 'worker/finish-build.js')]);
  return folder;
}
