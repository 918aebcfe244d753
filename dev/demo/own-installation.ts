import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../../config/configuration.ts';
import { StackStart } from '../stack.ts';

/** A PaidOnce of the demo's own, in a temporary folder that goes with it. */
export type OwnInstallation = Readonly<{
  api: string;
  sandbox: string;
  key: string;
  /** The folder that arms its fault points. */
  points: string;
  workerPid: () => number | null;
}>;

/** Settings that would lead to servers of somebody's own. */
const notOurs = /^(DATABASE_(OWNER_)?URL|TEMPORAL_(?!CLI_PATH$).*|HOST|PORT)$/;

/**
 * Starts one and has something done with it; it is ended whatever becomes of that.
 *
 * @param say shows what its supervisor says
 * @param signal ends it early
 * @throws as `StackStart` and `use` do
 */
export async function withOwnInstallation<Result>(
  env: Environment,
  say: (line: string) => void,
  signal: AbortSignal,
  use: (own: OwnInstallation) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'paidonce-demo-'));
  // PostgreSQL's user passes it, and sees nothing in it.
  chmodSync(folder, 0o711);
  const points = join(folder, 'points');
  mkdirSync(points);
  const ours = Object.entries(env).filter(([name]) => !notOurs.test(name));
  const start = new StackStart({
    dataFolder: join(folder, 'data'),
    fresh: false,
    env: { ...Object.fromEntries(ours), PAIDONCE_SHOP: 'off', PAIDONCE_FAULT_POINTS: points },
    say,
  });
  try {
    signal.addEventListener('abort', () => void start.end());
    const { addresses, keys, pids } = await start.start();
    const { api, sandbox } = addresses;
    return await use({ api, sandbox, key: keys.apiKey, points, workerPid: () => pids().worker });
  } finally {
    await start.end();
    rmSync(folder, { recursive: true, force: true });
  }
}
