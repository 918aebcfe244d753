import { type NativeConnection, Worker } from '@temporalio/worker';
import { hostname } from 'node:os';
import {
  createChannelActivities,
  type ChannelActivityDeps,
} from '../activities/channel-activities.ts';
import { heartbeatEveryMs } from '../activities/channel-call.ts';
import {
  createNoticeActivities,
  type NoticeActivityDeps,
} from '../activities/notice-activities.ts';
import { createLedgerActivities } from '../activities/ledger-activities.ts';
import type { CallLimits } from '../config/load-settings.ts';
import type { Database } from '../ledger/database/database.ts';
import { orderTaskQueue } from '../workflows/messages/order-start.ts';
import { noticeTaskQueue } from '../workflows/messages/notices-start.ts';
import { channelTaskQueue } from '../workflows/messages/task-queue.ts';
import { workerIdentity } from '../workflows/messages/worker-identity.ts';
import { buildOfCode } from './bundle.ts';

export type WorkersOptions = Readonly<{
  connection: NativeConnection;
  namespace: string;
  /** The orders' workflow code, as text. */
  workflowCode: string;
  /** The channels served, by name; each has a queue of its own. */
  channels: Readonly<Record<string, CallLimits>>;
  /** For loads and appends only, so that no append waits for channel calls. */
  ledger: Database;
  /** Waits before what the ledger refused is tried again, ms; the last repeats. */
  holdWaitsMs: readonly number[];
  /** What channel calls need; its database is for them only. */
  deps: ChannelActivityDeps;
  /** What notices need; its database is for them only. */
  notices: NoticeActivityDeps;
}>;

/** A channel's limits as options of a Temporal worker. */
export function callerLimits({ callsAtOnce, callsPerSecond }: CallLimits) {
  return {
    maxConcurrentActivityTaskExecutions: callsAtOnce,
    ...(callsPerSecond === null ? {} : { maxTaskQueueActivitiesPerSecond: callsPerSecond }),
  };
}

/** Endpoints at which one process sends notices at the same time. */
const endpointsAtOnce = 400;

/**
 * The workers of one process: one for order workflows with their ledger activities, one for notices,
 * and one per channel. After a crash, an order cached by the dead worker waits for the
 * sticky time-out; see docs/architecture.md#the-workflow.
 */
export async function createWorkers(options: WorkersOptions): Promise<readonly Worker[]> {
  const { connection, namespace, workflowCode, channels, ledger, holdWaitsMs, deps } = options;
  const build = buildOfCode(workflowCode);
  const identity = workerIdentity({ build, pid: process.pid, host: hostname() });
  const shared = { connection, namespace, identity, shutdownGraceTime: '10s' } as const;
  const orders = await Worker.create({
    ...shared,
    taskQueue: orderTaskQueue,
    workflowBundle: { code: workflowCode },
    activities: createLedgerActivities(ledger, deps.faults, { build, waitsMs: holdWaitsMs }),
    stickyQueueScheduleToStartTimeout: '3s',
  });
  const callers = await Promise.all(
    Object.entries(channels).map(([channel, limits]) =>
      Worker.create({
        ...shared,
        taskQueue: channelTaskQueue(channel),
        activities: createChannelActivities(deps),
        ...callerLimits(limits),
        // By default a heartbeat waits for 2.4 s, so we would learn late that a call was given up.
        maxHeartbeatThrottleInterval: heartbeatEveryMs,
      }),
    ),
  );
  const notices = await Worker.create({
    ...shared,
    taskQueue: noticeTaskQueue,
    workflowBundle: { code: workflowCode },
    activities: createNoticeActivities(options.notices),
    // A try waits for its receiver and does little besides; a dead one waits on a timer, in no slot.
    maxConcurrentActivityTaskExecutions: endpointsAtOnce,
    maxCachedWorkflows: 1_000,
    stickyQueueScheduleToStartTimeout: '3s',
  });
  return [orders, notices, ...callers];
}
