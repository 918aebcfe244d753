import { type ChildProcess, execFile } from 'node:child_process';
import { accessSync, constants, mkdirSync, readdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Environment } from '../../config/configuration.ts';
import { StartError } from '../start-error.ts';

const run = promisify(execFile);
/** The SDK's download has this limit, because offline it does not fail by itself; ms. */
const downloadBoundMs = 60_000;
const buildBoundMs = 15 * 60_000;
/** Who waits for minutes wants to see that it goes on; ms. */
const tellEveryMs = 10_000;
const mostPrinted = 16 * 1024 ** 2;
const shownLines = 10;
const cliModule = 'github.com/temporalio/cli/cmd/temporal@v1.5.1';

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    // It is not there; the next place is searched.
    return false;
  }
}

/** The folder in which a downloaded or built CLI is kept between starts. */
export function cacheFolder(env: Environment): string {
  const base = env['XDG_CACHE_HOME'];
  return join(base === undefined || base === '' ? join(homedir(), '.cache') : base, 'paidonce');
}

function onPath(name: string, env: Environment): string | null {
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find(isProgram) ?? null;
}

function inCache(folder: string): string | null {
  const built = join(folder, 'temporal');
  if (isProgram(built)) return built;
  try {
    // What the SDK downloads carries its version in the name.
    const downloaded = readdirSync(folder).filter((name) => /^temporal-.*\d$/.test(name));
    return downloaded.map((name) => join(folder, name)).find(isProgram) ?? null;
  } catch {
    // There is no cache yet.
    return null;
  }
}

async function download(
  folder: string,
  boundMs: number,
  signal: AbortSignal,
): Promise<string | null> {
  const script = fileURLToPath(import.meta.resolve('./download-cli.js'));
  try {
    await run(process.execPath, [script, folder], {
      timeout: boundMs,
      killSignal: 'SIGKILL',
      signal,
    });
  } catch {
    // We are offline, or the SDK for tests is not installed: building is tried next.
    return null;
  }
  return inCache(folder);
}

/** Go says each package that it fetches or has compiled on a line of its own. */
function countedLines(child: ChildProcess): () => string {
  const counts = { fetched: 0, compiled: 0 };
  if (child.stderr !== null) {
    createInterface({ input: child.stderr }).on('line', (line) => {
      counts[line.startsWith('go: downloading') ? 'fetched' : 'compiled'] += 1;
    });
  }
  return () => `${counts.fetched} modules fetched, ${counts.compiled} packages compiled`;
}

/** What was printed is a list of packages, and at its end why it failed. */
function lastWords(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  const lines = error.message.trim().split('\n');
  return new Error([lines[0], ...lines.slice(1).slice(-shownLines)].join('\n'), { cause: error });
}

type Building = Readonly<{ env: Environment; signal: AbortSignal; say: (line: string) => void }>;

async function build(
  go: string,
  folder: string,
  { env, signal, say }: Building,
  tellEveryMs: number,
): Promise<string | null> {
  const beganMs = performance.now();
  const building = run(go, ['install', '-v', cliModule], {
    timeout: buildBoundMs,
    signal,
    maxBuffer: mostPrinted,
    env: { ...env, GOBIN: folder, GOFLAGS: '' },
  });
  const howFar = countedLines(building.child);
  const telling = setInterval(() => {
    const seconds = Math.round((performance.now() - beganMs) / 1_000);
    say(`  still building after ${seconds} s: ${howFar()}`);
  }, tellEveryMs);
  try {
    await building;
  } finally {
    clearInterval(telling);
  }
  return inCache(folder);
}

function nowhere(env: Environment, cause: Error | null): StartError {
  return new StartError(
    `The Temporal CLI was found nowhere: not by TEMPORAL_CLI_PATH, not on the PATH, not in ${cacheFolder(env)}; it could not be downloaded or built (${cause === null ? 'no Go on the PATH' : cause.message}).`,
    [
      'install it (https://docs.temporal.io/cli) and have it on the PATH, or name it: TEMPORAL_CLI_PATH=/path/to/temporal npm start',
      `install Go 1.25 or newer; the next start builds the CLI (${cliModule})`,
      'use a Temporal server or Temporal Cloud of your own: TEMPORAL_ADDRESS=host:7233 npm start',
    ],
    cause,
  );
}

function named(path: string): string {
  if (isProgram(path)) return path;
  throw new StartError(`TEMPORAL_CLI_PATH names ${path}, which is no program.`, [
    'correct it, or unset it to have the CLI looked for',
  ]);
}

type Bounds = Readonly<{ downloadMs: number; tellEveryMs: number }>;

/**
 * Finds the Temporal CLI: by `TEMPORAL_CLI_PATH`, on the PATH, in the user's cache folder, by the
 * SDK's own download, and last by `go install` of the pinned module into the cache.
 *
 * @param say tells a person why it takes long
 * @param signal ends a download or a build that is under way
 * @param bounds the longest time for the download, and how often a build says how far it is; ms
 * @throws StartError, which names all remedies
 */
export async function findTemporalCli(
  env: Environment,
  say: (line: string) => void,
  signal: AbortSignal,
  bounds: Bounds = { downloadMs: downloadBoundMs, tellEveryMs },
): Promise<string> {
  const path = env['TEMPORAL_CLI_PATH'];
  if (path !== undefined && path !== '') return named(path);
  const cache = cacheFolder(env);
  const found = onPath('temporal', env) ?? inCache(cache);
  if (found !== null) return found;
  mkdirSync(cache, { recursive: true });
  say(`Downloading the Temporal CLI to ${cache} (once, at most ${bounds.downloadMs / 1_000} s)…`);
  const downloaded = await download(cache, bounds.downloadMs, signal);
  if (downloaded !== null) return downloaded;
  const go = onPath('go', env);
  if (go === null) throw nowhere(env, null);
  say('No download. Building the Temporal CLI with Go: once, two to five minutes…');
  try {
    const built = await build(go, cache, { env, signal, say }, bounds.tellEveryMs);
    if (built !== null) return built;
  } catch (error) {
    throw nowhere(env, lastWords(error));
  }
  throw nowhere(env, new Error('go install left no program'));
}
