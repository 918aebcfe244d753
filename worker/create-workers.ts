import { type NativeConnection, Worker, type WorkflowBundle } from '@temporalio/worker';
import {
  createChannelActivities,
  type ChannelActivityDeps,
} from '../activities/channel-activities.ts';
import { heartbeatEveryMs } from '../activities/channel-call.ts';
import { createLedgerActivities } from '../activities/ledger-activities.ts';
import { orderTaskQueue } from '../workflows/order-start.ts';
import { channelTaskQueue } from '../workflows/task-queue.ts';

export type WorkersOptions = Readonly<{
  connection: NativeConnection;
  namespace: string;
  workflowBundle: WorkflowBundle;
  /** Names of the channels served; each has a queue of its own. */
  channels: readonly string[];
  deps: ChannelActivityDeps;
}>;

/** Calls to one channel that run at once in one worker process. */
const callsAtOnce = 100;

/**
 * The workers of one process: order workflows with their ledger activities, and
 * one per channel. The sticky time-out is what a crash costs an order cached by
 * the dead worker; see temporal.md, trap 2.
 */
export async function createWorkers(options: WorkersOptions): Promise<readonly Worker[]> {
  const { connection, namespace, workflowBundle, channels, deps } = options;
  const shared = { connection, namespace, shutdownGraceTime: '10s' } as const;
  const orders = await Worker.create({
    ...shared,
    taskQueue: orderTaskQueue,
    workflowBundle,
    activities: createLedgerActivities(deps.db, deps.faults),
    stickyQueueScheduleToStartTimeout: '3s',
  });
  const callers = await Promise.all(
    channels.map((channel) =>
      Worker.create({
        ...shared,
        taskQueue: channelTaskQueue(channel),
        activities: createChannelActivities(deps),
        maxConcurrentActivityTaskExecutions: callsAtOnce,
        // By default a beat waits for 2.4 s, and so does word that a call was given up.
        maxHeartbeatThrottleInterval: heartbeatEveryMs,
      }),
    ),
  );
  return [orders, ...callers];
}
