import { stat } from 'node:fs/promises';

const patienceMs = 4_000;
/** Several beats of `worker/main.ts`, so that one late beat under load is no failure; ms. */
const oldestBeatMs = 20_000;

/** Why the API should get no requests now; null when it may. */
async function apiProblem(): Promise<string | null> {
  const url = `http://127.0.0.1:${process.env['PORT'] ?? '8080'}/readyz`;
  const response = await fetch(url, { signal: AbortSignal.timeout(patienceMs) });
  return response.ok ? null : `${url} answers ${response.status}: ${await response.text()}`;
}

/** Why the worker is not at work; null when it is. */
async function workerProblem(): Promise<string | null> {
  const path = process.env['PAIDONCE_HEARTBEAT_FILE'];
  if (path === undefined || path === '') return 'PAIDONCE_HEARTBEAT_FILE is not set';
  const ageMs = Date.now() - (await stat(path)).mtimeMs;
  return ageMs <= oldestBeatMs ? null : `the last heartbeat is ${Math.round(ageMs / 1_000)} s old`;
}

async function problemOf(name: string | undefined): Promise<string | null> {
  if (name === 'api') return apiProblem();
  if (name === 'worker') return workerProblem();
  return 'say of what: is-healthy.js api|worker';
}

problemOf(process.argv[2])
  .catch((error: unknown) => String(error))
  .then(
    (problem) => {
      process.stdout.write(`${problem ?? 'healthy'}\n`);
      process.exit(problem === null ? 0 : 1);
    },
    () => process.exit(1),
  );
