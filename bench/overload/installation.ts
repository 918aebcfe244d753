import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { projectFolder } from '../../dev/own-process.ts';
import { type Addresses, addressesSchema } from '../../test/kit/addresses.ts';

/** Of the release that this working copy is compared with. */
export const commitBefore = 'd2735f5';

/** A source tree to start. */
export type Tree = Readonly<{ folder: string; remove: () => void }>;

export const workingCopy: Tree = { folder: projectFolder, remove: () => undefined };

/** The release before, out of git, with the packages that are installed here. */
export function releaseBefore(): Tree {
  const folder = mkdtempSync(join(tmpdir(), 'paidonce-bench-before-'));
  const archive = execFileSync('git', ['archive', '--format=tar', commitBefore], {
    cwd: projectFolder,
    maxBuffer: 256 * 1024 * 1024,
  });
  execFileSync('tar', ['-x', '-C', folder], { input: archive });
  symlinkSync(join(projectFolder, 'node_modules'), join(folder, 'node_modules'), 'dir');
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

const pidsSchema = z.object({ pids: z.object({ api: z.number() }) });

export type Installation = Readonly<{
  addresses: Addresses;
  /** The API’s own process. */
  apiPid: number;
  stop: () => Promise<void>;
}>;

const readyMs = 180_000;

/** `npm start -- --json --fresh` of a tree, on real time and with a data folder of its own. */
export async function install({ folder }: Tree): Promise<Installation> {
  const data = mkdtempSync(join(tmpdir(), 'paidonce-bench-'));
  // If we are root, PostgreSQL runs as another user, who must be able to reach its data.
  chmodSync(data, 0o711);
  const args = ['dev/start.js', '--json', '--fresh', '--data', join(data, 'data')];
  const child = spawn(process.execPath, args, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    rmSync(data, { recursive: true, force: true });
  };
  const ended = once(child, 'exit').then(() => {
    throw new Error('The installation ended before it was ready.');
  });
  // It ends at last, too, when nobody waits for it to be ready any more.
  ended.catch(() => undefined);
  try {
    const lines = createInterface({ input: child.stdout });
    const line = once(lines, 'line', { signal: AbortSignal.timeout(readyMs) });
    const [text] = (await Promise.race([line, ended])) as [string];
    const told: unknown = JSON.parse(text);
    const { pids } = pidsSchema.parse(told);
    return { addresses: addressesSchema.parse(told), apiPid: pids.api, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
