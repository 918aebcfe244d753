import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleWorkflows } from '../../../worker/bundle.ts';
import { beginRun, leaveFigures, secondsSince } from '../figures/leave-figures.ts';
import { changedWorkflows, olderWorkflows } from '../../kit/older-version.ts';
import { type RunningPaidOnce, startPaidOnce } from '../../kit/paidonce.ts';
import { secondWorker } from '../../kit/second-process.ts';
import { shortPolls } from '../../kit/short-polls.ts';
import { changedRules } from '../upgrade/changed-rules.ts';
import { chaosCommand, readArguments } from './arguments.ts';
import { chaosFigures, chaosRows } from './figures.ts';
import { drawnRule, type OtherVersion } from './other-versions.ts';
import {
  channelRows,
  parkedOf,
  pointRows,
  processRows,
  storyRows,
  table,
  presentViolation,
} from './report.ts';
import { type ChaosRun, runChaos } from './run-chaos.ts';

/**
 * `npm run proof:chaos`: the kill suite. `--seed N` repeats a schedule, `--full` is the run of
 * 1,000 orders and 100 kills, `--orders N` and `--at-once N` change the load, `--keep` leaves the
 * data folder with all logs where something went wrong. Ends with 1 on any violation.
 */

/** With fewer kills a small run shows too little; a full run must hit every fault. */
const fewestKills = 20;

/** Every schedule of the product runs twenty times faster, so that days become hours or less. */
const timeScale = 0.05;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

type Prepared = Readonly<{
  folder: string;
  env: Record<string, string>;
  versionsOf: (paidonce: RunningPaidOnce) => readonly OtherVersion[];
}>;

/** Builds the workflow bundles once, so that a killed worker is back as fast as in production. */
async function prepare(seed: number): Promise<Prepared> {
  const folder = mkdtempSync(join(tmpdir(), 'paidonce-chaos-'));
  // If we are root, PostgreSQL runs as another user, who must be able to reach its data.
  chmodSync(folder, 0o711);
  const bundle = join(folder, 'workflow-bundle.js');
  const [ruleBundle, olderBundle] = [
    join(folder, 'rule-bundle.js'),
    join(folder, 'older-bundle.js'),
  ];
  const rule = drawnRule(seed);
  const change = changedRules[rule];
  if (change === undefined) throw new Error(`no such rule: ${rule}`);
  writeFileSync(bundle, await bundleWorkflows());
  writeFileSync(ruleBundle, await changedWorkflows([change]));
  writeFileSync(olderBundle, await olderWorkflows());
  return {
    folder,
    env: { ...shortPolls, PAIDONCE_FAULT_POINTS: folder, PAIDONCE_WORKFLOW_BUNDLE: bundle },
    versionsOf: (paidonce) => {
      const start = (bundle: string) => () =>
        secondWorker(paidonce, timeScale, {
          env: { ...shortPolls, PAIDONCE_WORKFLOW_BUNDLE: bundle },
        });
      return [
        { name: `a changed rule (${rule})`, untilShare: 0.25, start: start(ruleBundle) },
        { name: 'an older version', untilShare: 0.5, start: start(olderBundle) },
      ];
    },
  };
}

function tell(run: ChaosRun): void {
  const processes = processRows(run.hit);
  const head = Object.keys(processes[0] ?? {});
  say(`\nFaults of processes\n${table([head, ...processes.map((row) => Object.values(row))])}`);
  const points = pointRows(run.hit);
  say(`\nKilled at\n${table([['point', 'kills'], ...points.map((row) => Object.values(row))])}`);
  const ofChannels = channelRows(run.channelFaults);
  const columns = ['operation', 'kind', 'wechat', 'alipay'];
  say(`\nFaults of channels\n${table([columns, ...ofChannels.map((row) => Object.values(row))])}`);
  const stories = storyRows(run.evidence);
  const shown = Object.keys(stories[0] ?? {});
  say(`\nOrders\n${table([shown, ...stories.map((row) => Object.values(row))])}`);
  const unasked = Object.entries(run.unaskedStarts).map(([name, times]) => `${name} ${times}`);
  say(`\nStarted again though nobody had killed them: ${unasked.join(', ')}`);
  const versions = run.versionTasks.map(({ version, tasks }) => `${version} ${tasks}`);
  say(`Tasks done by workers of other versions: ${versions.join(', ')}`);
  const parked = parkedOf(run.evidence);
  for (const one of [...parked.attempts, ...parked.refunds]) say(`waits for a person: ${one}`);
  for (const one of run.violations) say(`\nVIOLATED ${presentViolation(one, run.evidence)}`);
  for (const one of run.rest.moving) say(`never came to rest: ${one}`);
  if (run.missed.length > 0) say(`\nNothing struck: ${run.missed.join(', ')}`);
}

async function main(): Promise<number> {
  const began = beginRun();
  const wanted = readArguments(process.argv.slice(2));
  say(`Chaos, ${wanted.size.orders} orders, seed ${wanted.seed}.`);
  const { folder, env, versionsOf } = await prepare(wanted.seed);
  const dataFolder = join(folder, 'data');
  const paidonce = await startPaidOnce({ timeScale, env, dataFolder });
  let isKept = wanted.keep;
  try {
    const run = await runChaos(wanted, paidonce, versionsOf(paidonce), folder, say);
    tell(run);
    const figures = chaosFigures(run);
    const command = chaosCommand(wanted);
    const idle = run.versionTasks.filter(({ tasks }) => tasks === 0);
    for (const { version } of idle) say(`\nThe worker of ${version} took no task.`);
    const isIncomplete =
      figures.kills < fewestKills || idle.length > 0 || (wanted.isFull && run.missed.length > 0);
    const isWrong = run.violations.length > 0 || run.rest.moving.length > 0 || isIncomplete;
    isKept &&= isWrong;
    say(
      `\n${figures.orders} orders, ${figures.kills} kills, ${figures.processFaults} faults of ` +
        `processes, ${figures.channelFaults} of channels in ${secondsSince(began)} s. Charged twice ` +
        `${figures.duplicatesGross}, after refunds ${figures.duplicatesNet}. Quiescent ` +
        `${figures.secondsToQuiescence} s after the faults stopped. Violations: ` +
        `${figures.violations}. Repeat: ${command}`,
    );
    if (wanted.isUsualLoad) {
      const name = wanted.isFull ? 'chaos full' : 'chaos';
      say(leaveFigures(name, began, { command, figures, rows: chaosRows(run) }));
    }
    return isWrong ? 1 : 0;
  } finally {
    await paidonce.stop();
    if (isKept) say(`Kept for a look: ${folder}`);
    else rmSync(folder, { recursive: true, force: true });
  }
}

process.exitCode = await main();
