import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { projectFolder } from '../../dev/own-process.ts';
import { StartError } from '../../dev/start-error.ts';
import { withoutTemporal } from '../../dev/temporal/dev-server.ts';
import { type Cluster, startCluster } from './cluster.ts';
import { serverVersion } from './find-server.ts';
import { toTests } from './runner-environment.ts';

/*
 * npm run test:cluster                  all of it, then the latencies
 * npm run test:cluster -- FILE…         these test files alone
 * npm run test:cluster -- latency       the latencies alone
 */

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

const interrupted = new AbortController();
// What was started is ended in order, also when a person has seen enough.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => interrupted.abort());
}

/** @returns the exit code */
async function program(args: readonly string[], cluster: Cluster): Promise<number> {
  if (interrupted.signal.aborted) return 1;
  const child = spawn(process.execPath, args, {
    cwd: projectFolder,
    env: { ...withoutTemporal(process.env), ...toTests(cluster) },
    stdio: 'inherit',
  });
  interrupted.signal.addEventListener('abort', () => child.kill('SIGTERM'));
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}

const vitest = (files: readonly string[]): string[] => [
  join(projectFolder, 'node_modules/vitest/vitest.mjs'),
  'run',
  '--project',
  'cluster',
  ...files,
];
const latency = ['--import', import.meta.resolve('tsx'), 'test/cluster/latency.ts'];

async function runAll(args: readonly string[], cluster: Cluster): Promise<number> {
  if (args[0] === 'latency') return program(latency, cluster);
  const tested = await program(vitest(args), cluster);
  if (args.length > 0) return tested;
  const measured = await program(latency, cluster);
  return tested === 0 ? measured : tested;
}

async function main(): Promise<number> {
  const beganMs = Date.now();
  const cluster = await startCluster(say);
  const seconds = ((Date.now() - beganMs) / 1_000).toFixed(1);
  say(`Temporal ${serverVersion} on PostgreSQL at ${cluster.address}, up in ${seconds} s`);
  try {
    return await runAll(process.argv.slice(2), cluster);
  } finally {
    await cluster.stop();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  say(error.message);
  process.exitCode = 1;
}
