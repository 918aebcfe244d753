import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import {
  type ProcessName,
  type RunningPaidOnce,
  startPaidOnce as startAlone,
  type StartSettings,
} from '../kit/paidonce.ts';
import { emptyNamespace } from './empty-namespace.ts';
import { fromRunner } from './runner-environment.ts';

export type * from '../kit/paidonce.ts';

const restartBoundMs = 120_000;
const lookAgainMs = 20;

function enginePid(pidFile: string): number {
  return Number(readFileSync(pidFile, 'utf8'));
}

async function engineReplaced(pidFile: string, deadPid: number): Promise<void> {
  const untilMs = Date.now() + restartBoundMs;
  while (enginePid(pidFile) === deadPid) {
    if (Date.now() > untilMs) throw new Error("the cluster's server was not started again");
    await setTimeout(lookAgainMs);
  }
}

/**
 * Stands in for test/kit/paidonce.ts in the project `cluster` of vitest.config.ts: PaidOnce uses
 * the cluster that test/cluster/run.ts started, and the process `temporal` is the
 * cluster's server. Only one PaidOnce at a time: the namespace is emptied first.
 */
export async function startPaidOnce(settings: StartSettings = {}): Promise<RunningPaidOnce> {
  const { address, pidFile } = fromRunner(process.env);
  await emptyNamespace(address);
  const alone = await startAlone({
    ...settings,
    env: { TEMPORAL_ADDRESS: address, ...settings.env },
  });
  const pid = (name: ProcessName): number =>
    name === 'temporal' ? enginePid(pidFile) : alone.pid(name);
  const replaced = (name: ProcessName, deadPid: number): Promise<void> =>
    name === 'temporal' ? engineReplaced(pidFile, deadPid) : alone.replaced(name, deadPid);
  return {
    ...alone,
    pid,
    replaced,
    kill: async (name, signal = 'SIGKILL') => {
      const victim = pid(name);
      process.kill(victim, signal);
      if (signal === 'SIGKILL') await replaced(name, victim);
    },
  };
}
