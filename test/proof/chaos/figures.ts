import { countDuplicates } from './judge/judge.ts';
import { channelRows, parkedOf, pointRows, processRows, storyRows } from './report.ts';
import type { ChaosRun } from './run-chaos.ts';

/** What the run found, in sums. */
export function chaosFigures(run: ChaosRun) {
  const { gross, net } = countDuplicates(run.evidence.orders);
  const parked = parkedOf(run.evidence);
  return {
    orders: run.evidence.orders.length,
    kills: run.hit.filter(({ kind }) => kind === 'kill' || kind === 'kill_at').length,
    processFaults: run.hit.length,
    channelFaults: run.channelFaults.length,
    missedCells: run.missed.length,
    violations: run.violations.length,
    duplicatesGross: gross,
    duplicatesNet: net,
    secondsToQuiescence: Math.round(run.rest.ms / 100) / 10,
    boundToQuiescenceSeconds: run.quietWithinMs / 1_000,
    neverQuiescent: run.rest.moving.length,
    requests: run.requests.requests,
    requestsRepeated: run.requests.repeats,
    acknowledgedCallbacks: run.evidence.acknowledgedCallbacks.length,
    parkedAttempts: parked.attempts.length,
    parkedRefunds: parked.refunds.length,
    unaskedStarts: Object.values(run.unaskedStarts).reduce((sum, times) => sum + times, 0),
  };
}

/** What the sums are of, and what the log shows as tables. */
export function chaosRows(run: ChaosRun) {
  return {
    processes: processRows(run.hit),
    points: pointRows(run.hit),
    channels: channelRows(run.channelFaults),
    missed: run.missed.map((cell) => ({ cell })),
    stories: storyRows(run.evidence),
    unaskedStarts: Object.entries(run.unaskedStarts).map(([process, times]) => ({
      process,
      times,
    })),
    otherVersions: run.versionTasks,
  };
}
