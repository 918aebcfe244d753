import { readFile, stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';

const patienceMs = 4_000;
/** Several beats of `config/heartbeat.ts`, so that one late beat under load is no failure; ms. */
const oldestBeatMs = 20_000;
/** A process that was silent for so long hangs, ms. Docker restarts what ends, not what is ill. */
const hangsAfterMs = 60_000;
/** Longer than a beat, shorter than the time a check is given; ms. */
const secondLookMs = 3_000;

const ownerSchema = z.object({ pid: z.int().min(1) });

function heartbeatFile(): string | null {
  const path = process.env['PAIDONCE_HEARTBEAT_FILE'];
  return path === undefined || path === '' ? null : path;
}

/** Why the API should get no requests now; null when it may. */
async function apiProblem(): Promise<string | null> {
  const url = `http://127.0.0.1:${process.env['PORT'] ?? '8080'}/readyz`;
  const response = await fetch(url, { signal: AbortSignal.timeout(patienceMs) });
  return response.ok ? null : `${url} answers ${response.status}: ${await response.text()}`;
}

function ageMs(beatMs: number): number {
  return Date.now() - beatMs;
}

/** Why the worker is not at work; null when it is. */
async function workerProblem(): Promise<string | null> {
  const path = heartbeatFile();
  if (path === null) return 'PAIDONCE_HEARTBEAT_FILE is not set';
  const age = ageMs((await stat(path)).mtimeMs);
  return age <= oldestBeatMs ? null : `the last heartbeat is ${Math.round(age / 1_000)} s old`;
}

/**
 * Kills the process whose heart no longer beats, so that its container ends and is started again.
 *
 * @returns what was done; null: it lives, or nobody knows who it is
 */
async function endIfItHangs(): Promise<string | null> {
  const path = heartbeatFile();
  if (path === null) return null;
  const { mtimeMs } = await stat(path);
  if (ageMs(mtimeMs) < hangsAfterMs) return null;
  // The clock may have jumped, or the machine been suspended: then its heart beats now.
  await delay(secondLookMs);
  if ((await stat(path)).mtimeMs !== mtimeMs) return null;
  const { pid } = ownerSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  process.kill(pid, 'SIGKILL');
  return `process ${pid} gave no sign of life for ${Math.round(ageMs(mtimeMs) / 1_000)} s and was killed`;
}

async function problemOf(name: string | undefined): Promise<string | null> {
  if (name === 'api') return apiProblem();
  if (name === 'worker') return workerProblem();
  return 'say of what: is-healthy.js api|worker';
}

async function check(): Promise<string | null> {
  // Without a heartbeat file, or with a process that is gone, there is nobody to end.
  const ended = await endIfItHangs().catch(() => null);
  return ended ?? problemOf(process.argv[2]);
}

check()
  .catch((error: unknown) => String(error))
  .then(
    (problem) => {
      process.stdout.write(`${problem ?? 'healthy'}\n`);
      process.exit(problem === null ? 0 : 1);
    },
    () => process.exit(1),
  );
