import proto, { type temporal } from '@temporalio/proto';
import type { Poller } from './queue-pollers.ts';
import { buildOf } from '../messages/worker-identity.ts';

type HistoryEvent = temporal.api.history.v1.IHistoryEvent;
type Timestamp = HistoryEvent['eventTime'];

const { WorkflowTaskFailedCause } = proto.temporal.api.enums.v1;

/**
 * The causes of a failed task that show that a build does not replay the history: the engine says
 * so, or the code took a recorded answer for another one and threw.
 */
const misfits: readonly unknown[] = [
  WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE,
  WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR,
];

/** A healthy worker polls again when its long poll ends; on a busy machine within this time, ms. */
const pollsAgainWithinMs = 10_000;

export type Polling = Readonly<{
  /** Pollers of the queue of orders as the engine lists them, for minutes after they are gone. */
  pollers: readonly Poller[];
  /** How long the engine holds a poll that brings nothing, ms. */
  longPollMs: number;
}>;

function msOf(time: Timestamp): number {
  return Number(time?.seconds ?? 0) * 1_000 + (time?.nanos ?? 0) / 1_000_000;
}

/** The builds that failed the run since a worker last carried it on. */
function failedBuilds(newestFirst: readonly HistoryEvent[]): ReadonlySet<string> {
  const failed = new Set<string>();
  for (const one of newestFirst) {
    if (one.workflowTaskCompletedEventAttributes) break;
    const failure = one.workflowTaskFailedEventAttributes;
    if (!failure) continue;
    // Any other cause: the worker replayed the history, and the engine refused its completion.
    if (!misfits.includes(failure.cause)) break;
    failed.add(buildOf(failure.identity ?? ''));
  }
  return failed;
}

/** The builds that poll now. All times are the engine's, because our clock may differ. */
function pollingBuilds(
  { pollers, longPollMs }: Polling,
  newest: HistoryEvent | undefined,
): ReadonlySet<string> {
  const nowMs = Math.max(
    msOf(newest?.eventTime),
    ...pollers.map((one) => msOf(one.lastAccessTime)),
  );
  const heardSinceMs = nowMs - longPollMs - pollsAgainWithinMs;
  const alive = pollers.filter((one) => msOf(one.lastAccessTime) >= heardSinceMs);
  return new Set(alive.map((one) => buildOf(one.identity ?? '')));
}

/**
 * Whether no worker that polls can carry the run on: each build that polls has failed it since its
 * last completed task. A build that has not tried yet may carry it on.
 *
 * @param newestFirst the end of the run's history
 */
export function failedByAll(newestFirst: readonly HistoryEvent[], polling: Polling): boolean {
  const failed = failedBuilds(newestFirst);
  const builds = pollingBuilds(polling, newestFirst[0]);
  return builds.size > 0 && [...builds].every((build) => failed.has(build));
}
