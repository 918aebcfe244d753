import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { sendSignal } from '../end-process.ts';
import { processesWorkingIn } from '../process-identity.ts';

const lookEveryMs = 20;
const patienceMs = 300;
const killBoundMs = 5_000;

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function untilNoneWorksIn(cluster: string, boundMs: number): Promise<number[]> {
  const endMs = Date.now() + boundMs;
  for (;;) {
    const left = processesWorkingIn(cluster);
    if (left.length === 0 || Date.now() >= endMs) return left;
    await delay(lookEveryMs);
  }
}

function dropStalePidFile(cluster: string): void {
  const path = join(cluster, 'postmaster.pid');
  try {
    const pid = Number.parseInt(readFileSync(path, 'utf8'), 10);
    // After a reboot another process may have that pid, and PostgreSQL would refuse to start.
    const foreign = process.platform === 'linux' && processesWorkingIn(cluster).length === 0;
    if (foreign || !alive(pid)) rmSync(path);
  } catch {
    // Without the file, PostgreSQL ended cleanly.
  }
}

/**
 * Waits until the backends of a killed postmaster are gone, and kills those that stay: two sets of
 * backends on one cluster would corrupt it. They are recognised by their working directory, which
 * is the cluster. The caller must hold the folder's lock and have no postmaster running.
 */
export async function clearOrphans(cluster: string): Promise<void> {
  const left = await untilNoneWorksIn(cluster, patienceMs);
  for (const pid of left) sendSignal(pid, 'SIGKILL');
  if (left.length > 0) await untilNoneWorksIn(cluster, killBoundMs);
  dropStalePidFile(cluster);
}
