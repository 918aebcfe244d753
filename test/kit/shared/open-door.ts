import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { doorVariable, runFolderVariable, statementsVariable } from './names.ts';

type Keeper = Readonly<{ url: Promise<string>; end: () => Promise<void> }>;

const projectFolder = join(import.meta.dirname, '../../..');

async function addressOf(child: ChildProcess): Promise<string> {
  const ended = once(child, 'exit').then(() => {
    throw new Error('the keeper of the shared servers ended before it listened');
  });
  const [url] = (await Promise.race([once(child, 'message'), ended])) as [string];
  return url;
}

function startKeeper(): Keeper {
  const child = fork(join(import.meta.dirname, 'keeper.ts'), [], {
    cwd: projectFolder,
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, [doorVariable]: '' },
    // Ctrl-C reaches us alone: the keeper hears of it by our end, and then ends all in order.
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  return {
    url: addressOf(child),
    end: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.disconnect();
      await exited;
    },
  };
}

/** Every Node process of the run notes what the product asks PostgreSQL: test/plans/. */
function collectStatements(): void {
  const statements = join(projectFolder, '.figures', 'statements');
  mkdirSync(statements, { recursive: true });
  process.env[statementsVariable] = statements;
  const tap = pathToFileURL(join(projectFolder, 'test/plans/tap.js')).href;
  process.env['NODE_OPTIONS'] = `${process.env['NODE_OPTIONS'] ?? ''} --import=${tap}`.trim();
}

/**
 * Before the files of a run: opens the door at which they ask for servers they share. Nothing is
 * started before somebody asks, so a run of pure tests, or of one file with servers of its own,
 * pays nothing.
 *
 * @returns ends what was started
 */
export async function setup(): Promise<() => Promise<void>> {
  const kept: { by: Keeper | null } = { by: null };
  const door = createServer((request, response) => {
    kept.by ??= startKeeper();
    kept.by.url.then(
      (url) => response.writeHead(307, { location: `${url}${request.url ?? '/'}` }).end(),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  door.listen(0, '127.0.0.1').unref();
  await once(door, 'listening');
  const folder = mkdtempSync(join(tmpdir(), 'paidonce-run-'));
  const remove = (): void => {
    // What the keeper started reads from it to its end; then the keeper removes it.
    if (kept.by === null) rmSync(folder, { recursive: true, force: true });
  };
  // Also after Ctrl-C.
  process.once('exit', remove);
  process.env[doorVariable] = `http://127.0.0.1:${(door.address() as AddressInfo).port}`;
  process.env[runFolderVariable] = folder;
  collectStatements();
  return async () => {
    door.close();
    door.closeAllConnections();
    await kept.by?.end();
    process.off('exit', remove);
    remove();
  };
}
