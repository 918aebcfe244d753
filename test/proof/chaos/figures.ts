import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Figures, figuresFolder } from '../figures/write-figures.ts';
import type { ChaosArguments } from './arguments.ts';
import { countDuplicates } from './judge/judge.ts';
import { drawnRule } from './other-versions.ts';
import { channelRows, parkedOf, pointRows, processRows, storyRows } from './report.ts';
import type { ChaosRun } from './run-chaos.ts';

const lastFull = z.looseObject({ last_full_run: z.record(z.string(), z.unknown()).optional() });

/** The figures of the last full run, which a small run keeps, because full runs are rare. */
function lastFullRun(): Readonly<Record<string, unknown>> | undefined {
  const path = join(figuresFolder, 'chaos.json');
  if (!existsSync(path)) return undefined;
  return lastFull.parse(JSON.parse(readFileSync(path, 'utf8'))).last_full_run;
}

/** What the run found, as plain numbers and rows. @param seconds how long the whole command took */
export function chaosFigures(run: ChaosRun, wanted: ChaosArguments, seconds: number) {
  const { seed, isFull, size } = wanted;
  const { gross, net } = countDuplicates(run.evidence.orders);
  const parked = parkedOf(run.evidence);
  const figures = {
    command: `npm run proof:chaos -- --seed ${seed}${isFull ? ' --full' : ''}`,
    date: new Date().toISOString(),
    seconds: Math.round(seconds),
    size: isFull ? 'full' : 'ci',
    seed,
    orders: size.orders,
    kills: run.hit.filter(({ kind }) => kind === 'kill' || kind === 'kill_at').length,
    process_faults: run.hit.length,
    channel_faults: run.channelFaults.length,
    violations: run.violations.length,
    duplicates_gross: gross,
    duplicates_net: net,
    seconds_to_quiescence: Math.round(run.rest.ms / 100) / 10,
    bound_to_quiescence_seconds: run.quietWithinMs / 1_000,
    never_quiescent: run.rest.moving.length,
    requests: run.requests.requests,
    requests_repeated: run.requests.repeats,
    changed_rule: drawnRule(seed),
    acknowledged_callbacks: run.evidence.acknowledgedCallbacks.length,
    parked_attempts: parked.attempts.length,
    parked_refunds: parked.refunds.length,
    unasked_starts: run.unaskedStarts,
    other_versions: run.versionTasks,
    missed_cells: run.missed,
    processes: processRows(run.hit),
    points: pointRows(run.hit),
    channels: channelRows(run.channelFaults),
    stories: storyRows(run.evidence),
  } satisfies Figures;
  const kept = isFull ? figures : lastFullRun();
  return { ...figures, ...(kept === undefined ? {} : { last_full_run: kept }) };
}
