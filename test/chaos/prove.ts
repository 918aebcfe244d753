import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { openDatabase } from '../../ledger/database.ts';
import { bundleWorkflows } from '../../worker/bundle.ts';
import { writeFigures } from '../figures/write-figures.ts';
import { Shop } from '../stack/shop.ts';
import { type RunningPaidOnce, startPaidOnce } from '../stack/paidonce.ts';
import { type ChaosArguments, readArguments } from './arguments.ts';
import { collectEvidence } from './collect-evidence.ts';
import { Diary } from './diary.ts';
import type { Evidence, Unwatched } from './evidence.ts';
import { countDuplicates, judge } from './judge/judge.ts';
import type { Violation } from './judge/violation.ts';
import { runLoad } from './load.ts';
import { Merchant } from './merchant.ts';
import { watchOrders } from './onlookers.ts';
import { playStory } from './play-story.ts';
import { type ProcessFault, toldFault } from './process-faults.ts';
import { lookForUnwatched, type Rest, stillMoving, untilQuiet } from './quiet.ts';
import {
  channelRows,
  missedCells,
  parkedOf,
  pointRows,
  processRows,
  storyRows,
  table,
  toldViolation,
} from './report.ts';
import { readSandboxJournal } from './sandbox-journal.ts';
import { scheduleOf } from './schedule.ts';
import { Shopper } from './shopper.ts';
import { Striker } from './strike.ts';

/** Every schedule of the product twenty times faster; with it days turn to minutes. */
const timeScale = 0.05;

/** Every order is quiescent within this, after the faults have stopped: the stated bound. */
const quietWithinMs = 120_000;

const merchantId = 'chaos';

/** Durations as the product runs them, before `timeScale`: what takes hours in life takes seconds. */
const policy = {
  supersede_bound_ms: 20_000,
  poll_schedule_ms: [20_000, 100_000],
  poll_every_ms: 200_000,
  retries_ms: [3_000, 10_000, 30_000],
  create_repeats_ms: [5_000, 10_000, 30_000, 60_000],
  refund_poll_schedule_ms: [10_000, 20_000, 40_000],
  refund_retries_ms: [20_000, 40_000],
  closing_silence_ms: 300_000,
  late_answer_ms: 160_000,
};

type Run = Readonly<{
  seconds: number;
  loadSeconds: number;
  rest: Rest;
  evidence: Evidence;
  violations: readonly Violation[];
  hit: readonly ProcessFault[];
  missed: readonly string[];
  channelFaults: readonly string[];
  requests: Merchant['counts'];
}>;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function makeMerchant({ addresses }: RunningPaidOnce, diary: Diary): Promise<Merchant> {
  const ops = new Shop(addresses, addresses.ops_key);
  const made = await ops.call('POST', '/v1/merchants', { id: merchantId, name: 'Chaos', policy });
  if (made.status !== 201) throw new Error(`no merchant: ${JSON.stringify(made.body)}`);
  const key = await ops.call('POST', `/v1/merchants/${merchantId}/keys`, { role: 'merchant' });
  const { key: secret } = z.looseObject({ key: z.string() }).parse(key.body);
  return new Merchant(addresses.api, secret, diary);
}

/** The workflow bundle once, so that a killed worker is back as fast as a built one. */
async function prepare(): Promise<Readonly<{ folder: string; env: Record<string, string> }>> {
  const folder = mkdtempSync(join(tmpdir(), 'paidonce-chaos-'));
  // PostgreSQL runs as another user where we are root, and must get through to its data.
  chmodSync(folder, 0o711);
  const bundle = join(folder, 'workflow-bundle.js');
  writeFileSync(bundle, await bundleWorkflows());
  return {
    folder,
    env: { PAIDONCE_FAULT_POINTS: folder, PAIDONCE_WORKFLOW_BUNDLE: bundle },
  };
}

async function runChaos(
  { seed, size, atOnce }: ChaosArguments,
  paidonce: RunningPaidOnce,
  points: string,
): Promise<Run> {
  const beganMs = Date.now();
  const { stories, strikes } = scheduleOf(seed, size);
  const diary = new Diary();
  const merchant = await makeMerchant(paidonce, diary);
  const shopper = new Shopper(paidonce.addresses.sandbox);
  const striker = new Striker(paidonce, points);
  const db = openDatabase(paidonce.addresses.database, { applicationName: 'chaos-judge', max: 2 });
  const stopping = new AbortController();
  const watching = watchOrders(merchant, diary, stopping.signal);
  const unwatched: Unwatched[] = [];
  const looking = setInterval(() => {
    // While Postgres is dead nobody looks; the next look tells.
    lookForUnwatched(db, merchantId).then(
      (found) => unwatched.push(...found),
      () => undefined,
    );
  }, 1_000);
  const hit: ProcessFault[] = [];
  let played = 0;
  try {
    const unanswered = await runLoad({
      stories,
      strikes,
      atOnce,
      play: async (story) => {
        await playStory({ merchant, shopper }, story);
        played += 1;
      },
      strike: async ({ fault }) => {
        const struck = await striker.strike(fault);
        if (struck === 'hit') hit.push(fault);
        const at = ((Date.now() - beganMs) / 1_000).toFixed(1).padStart(6);
        say(`${at} s  ${played}/${stories.length} orders  ${toldFault(fault)}: ${struck}`);
      },
    });
    const loadSeconds = (Date.now() - beganMs) / 1_000;
    await shopper.clearFaults();
    say(`The faults have stopped after ${loadSeconds.toFixed(0)} s; waiting for rest.`);
    const rest = await untilQuiet(
      () => stillMoving(db, merchantId, paidonce.dataFolder),
      quietWithinMs,
    );
    stopping.abort();
    await watching;
    const observed = { diary, unwatched, unanswered };
    const evidence = await collectEvidence(db, paidonce.dataFolder, merchantId, stories, observed);
    const struck = readSandboxJournal(paidonce.dataFolder).struck;
    return {
      seconds: (Date.now() - beganMs) / 1_000,
      loadSeconds,
      rest,
      evidence,
      violations: judge(evidence),
      hit,
      missed: missedCells(hit, struck),
      channelFaults: struck,
      requests: merchant.counts,
    };
  } finally {
    clearInterval(looking);
    stopping.abort();
    await db.close();
  }
}

function tell(run: Run): void {
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
  const parked = parkedOf(run.evidence);
  for (const one of [...parked.attempts, ...parked.refunds]) say(`waits for a person: ${one}`);
  for (const one of run.violations) say(`\nVIOLATED ${toldViolation(one, run.evidence)}`);
  for (const one of run.rest.moving) say(`never came to rest: ${one}`);
  if (run.missed.length > 0) say(`\nNothing struck: ${run.missed.join(', ')}`);
}

function figuresOf(run: Run, { seed, isFull, size }: ChaosArguments, seconds: number) {
  const duplicates = countDuplicates(run.evidence.orders);
  const kills = run.hit.filter(({ kind }) => kind === 'kill' || kind === 'kill_at').length;
  return {
    command: `npm run proof:chaos -- --seed ${seed}${isFull ? ' --full' : ''}`,
    date: new Date().toISOString(),
    seconds: Math.round(seconds),
    size: isFull ? 'full' : 'ci',
    seed,
    orders: size.orders,
    kills,
    process_faults: run.hit.length,
    channel_faults: run.channelFaults.length,
    violations: run.violations.length,
    duplicates_gross: duplicates.gross,
    duplicates_net: duplicates.net,
    seconds_to_quiescence: Math.round(run.rest.ms / 100) / 10,
    bound_to_quiescence_seconds: quietWithinMs / 1_000,
    never_quiescent: run.rest.moving.length,
    requests: run.requests.requests,
    requests_repeated: run.requests.repeats,
    acknowledged_callbacks: run.evidence.acknowledgedCallbacks.length,
    parked_attempts: parkedOf(run.evidence).attempts.length,
    parked_refunds: parkedOf(run.evidence).refunds.length,
    missed_cells: run.missed,
    processes: processRows(run.hit),
    points: pointRows(run.hit),
    channels: channelRows(run.channelFaults),
    stories: storyRows(run.evidence),
  };
}

async function main(): Promise<number> {
  const beganMs = Date.now();
  const wanted = readArguments(process.argv.slice(2));
  say(`Chaos, ${wanted.size.orders} orders, seed ${wanted.seed}.`);
  const { folder, env } = await prepare();
  const dataFolder = join(folder, 'data');
  const paidonce = await startPaidOnce({ timeScale, env, dataFolder });
  let isKept = wanted.keep;
  try {
    const run = await runChaos(wanted, paidonce, folder);
    tell(run);
    const figures = figuresOf(run, wanted, (Date.now() - beganMs) / 1_000);
    writeFigures('chaos', figures);
    const isIncomplete = wanted.isFull && run.missed.length > 0;
    const isWrong = run.violations.length > 0 || run.rest.moving.length > 0 || isIncomplete;
    isKept &&= isWrong;
    say(
      `\n${figures.orders} orders, ${figures.kills} kills, ${figures.process_faults} faults of ` +
        `processes, ${figures.channel_faults} of channels in ${figures.seconds} s. Charged twice ` +
        `${figures.duplicates_gross}, after refunds ${figures.duplicates_net}. Quiescent ` +
        `${figures.seconds_to_quiescence} s after the faults stopped. Violations: ` +
        `${figures.violations}. Repeat: ${figures.command}`,
    );
    return isWrong ? 1 : 0;
  } finally {
    await paidonce.stop();
    if (isKept) say(`Kept for a look: ${folder}`);
    else rmSync(folder, { recursive: true, force: true });
  }
}

process.exitCode = await main();
