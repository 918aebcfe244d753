import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Environment } from '../../config/configuration.ts';
import { StartError } from '../../dev/start-error.ts';
import { cacheFolder } from '../../dev/temporal/find-cli.ts';

const run = promisify(execFile);
/** Both programs from nothing, on two busy cores. */
const buildBoundMs = 30 * 60_000;

/** The Temporal server the tests run against. */
export const serverVersion = '1.32.0';

const modules = ['server', 'tools/sql'].map(
  (name) => `go.temporal.io/server/cmd/${name}@v${serverVersion}`,
);

/** Paths of the server and of the tool that makes its schema, which it carries within. */
export type ServerPrograms = Readonly<{ server: string; sql: string }>;

async function isOurVersion(program: string): Promise<boolean> {
  try {
    const { stdout } = await run(program, ['--version'], { timeout: 10_000 });
    return stdout.includes(serverVersion);
  } catch {
    // Not there, or another program of that name.
    return false;
  }
}

async function lookIn(folder: string): Promise<ServerPrograms | null> {
  const programs = { server: join(folder, 'server'), sql: join(folder, 'sql') };
  const found = await Promise.all(Object.values(programs).map(isOurVersion));
  return found.every(Boolean) ? programs : null;
}

/** Where `go install` puts programs. */
function goFolders(env: Environment): string[] {
  const { GOBIN, GOPATH } = env;
  const named = [GOBIN, GOPATH === undefined ? undefined : join(GOPATH, 'bin')];
  return [...named, join(homedir(), 'go', 'bin')].filter(
    (one): one is string => one !== undefined && one !== '',
  );
}

/**
 * The server's programs: in the user's cache folder, where `go install` puts
 * them, and else built into the cache folder, once.
 *
 * @param say tells a person why it takes long
 * @throws StartError with the remedies where they can't be built
 */
export async function findServer(
  env: Environment,
  say: (line: string) => void,
): Promise<ServerPrograms> {
  const cache = join(cacheFolder(env), `temporal-server-${serverVersion}`);
  for (const folder of [cache, ...goFolders(env)]) {
    const programs = await lookIn(folder);
    if (programs !== null) return programs;
  }
  mkdirSync(cache, { recursive: true });
  say(`Building the Temporal server ${serverVersion} into ${cache}: once, three minutes or more…`);
  try {
    for (const name of modules) {
      const built = { ...env, GOBIN: cache, GOFLAGS: '' };
      await run('go', ['install', name], { timeout: buildBoundMs, env: built });
    }
  } catch (cause) {
    const remedies = [
      'install Go 1.26.8 or newer and have it on the PATH',
      `have it built elsewhere (${modules.join(' and ')}) and put both programs into ${cache}`,
    ];
    throw new StartError(`The Temporal server can't be built: ${String(cause)}`, remedies, cause);
  }
  const programs = await lookIn(cache);
  if (programs !== null) return programs;
  throw new StartError(`go install left no Temporal server ${serverVersion} in ${cache}.`, [
    `empty ${cache} and run it again`,
  ]);
}
