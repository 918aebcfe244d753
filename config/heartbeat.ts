import { rmSync } from 'node:fs';
import { rename, utimes, writeFile } from 'node:fs/promises';
import type { Environment } from './configuration.ts';

/** Between beats, ms. */
const everyMs = 2_000;

export type HeartbeatSettings = Readonly<{
  /** No beat while this is false. */
  isWell: () => boolean;
  /** Called with the first failure of a row of them; the next beat tries again. */
  onFailure: (error: unknown) => void;
}>;

/**
 * What the file holds: whose heart beats. When, the file's own time tells. It appears whole: who
 * hangs while it is written could not be ended.
 */
async function writeOwner(path: string): Promise<void> {
  const whole = `${path}.new`;
  await writeFile(whole, `${JSON.stringify({ pid: process.pid })}\n`, { mode: 0o600 });
  await rename(whole, path);
}

/** A new time takes no room, so the heart goes on beating on a full disk. */
async function touch(path: string): Promise<void> {
  const now = new Date();
  await utimes(path, now, now);
}

/**
 * Removes the file of a predecessor, whose number a process in a container often has again: before
 * its first beat it would be killed for the silence of the other. Call it first of all.
 */
export function forgetPredecessor(env: Environment): void {
  const path = env['PAIDONCE_HEARTBEAT_FILE'];
  if (path === undefined || path === '') return;
  try {
    rmSync(path, { force: true });
  } catch {
    // The first beat meets the same trouble, and tells it.
  }
}

/**
 * Touches the file that `PAIDONCE_HEARTBEAT_FILE` names every two seconds, so that a check from
 * outside notices a process that hangs, and knows whom to end. Nothing where it names none.
 *
 * @see cli/is-healthy.ts
 */
export function startHeartbeat(
  env: Environment,
  { isWell, onFailure }: HeartbeatSettings,
): Readonly<{ stop: () => void }> {
  const path = env['PAIDONCE_HEARTBEAT_FILE'];
  if (path === undefined || path === '') return { stop: () => undefined };
  const state = { isOwned: false, failed: false };
  const beat = async (): Promise<void> => {
    if (!isWell()) return;
    if (state.isOwned) {
      await touch(path);
    } else {
      // Full or not, the file of a predecessor can be touched.
      await writeOwner(path).catch(async (error: unknown) => {
        await touch(path).catch(() => undefined);
        throw error;
      });
      state.isOwned = true;
    }
    state.failed = false;
  };
  const beatOrTell = (): void => {
    beat().catch((error: unknown) => {
      state.isOwned = false;
      if (!state.failed) onFailure(error);
      state.failed = true;
    });
  };
  beatOrTell();
  const timer = setInterval(beatOrTell, everyMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
