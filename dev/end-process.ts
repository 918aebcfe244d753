import { setTimeout as delay } from 'node:timers/promises';
import { isAlive, type ProcessIdentity } from './process-identity.ts';

const lookEveryMs = 25;

/** Sends a signal; a process that is gone already is no error. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone already, which is what the signal wanted.
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
 * Ends a process that need not be our child: asks by `signal`, kills after `boundMs`. Nothing is
 * sent where the identity no longer fits, so no foreign process is ever hit.
 */
export async function endProcess(
  identity: ProcessIdentity,
  signal: NodeJS.Signals,
  boundMs: number,
): Promise<void> {
  if (!isAlive(identity)) return;
  sendSignal(identity.pid, signal);
  // A stopped process hears nothing until it goes on.
  sendSignal(identity.pid, 'SIGCONT');
  if (await untilGone(identity, boundMs)) return;
  sendSignal(identity.pid, 'SIGKILL');
  await untilGone(identity, boundMs);
}
