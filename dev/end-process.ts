import { setTimeout as delay } from 'node:timers/promises';
import { isAlive, type ProcessIdentity } from './process-identity.ts';

const lookEveryMs = 25;

/** Sends a signal; a process that is gone already is no error. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It is gone already, as the signal wanted.
  }
}

async function untilGone(identity: ProcessIdentity, boundMs: number): Promise<boolean> {
  const endMs = Date.now() + boundMs;
  while (isAlive(identity)) {
    if (Date.now() >= endMs) return false;
    await delay(lookEveryMs);
  }
  return true;
}

/**
 * Ends a process, which need not be our child: asks it by `signal`, and kills it after `boundMs`.
 * If the identity no longer fits, nothing is sent, so that no foreign process is hit.
 */
export async function endProcess(
  identity: ProcessIdentity,
  signal: NodeJS.Signals,
  boundMs: number,
): Promise<void> {
  if (!isAlive(identity)) return;
  sendSignal(identity.pid, signal);
  // A stopped process handles no signal before it is continued.
  sendSignal(identity.pid, 'SIGCONT');
  if (await untilGone(identity, boundMs)) return;
  sendSignal(identity.pid, 'SIGKILL');
  await untilGone(identity, boundMs);
}
