import {
  type Client,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import type { LimitedLog } from '../config/log/limited-log.ts';
import type { Database } from '../ledger/database/database.ts';
import { type IdleEndpoint, takeIdleEndpoints } from '../ledger/notices/notice-endpoints.ts';
import { placeLines } from '../ledger/notices/notice-lines.ts';
import {
  noticeDueSignal,
  noticesStart,
  noticesWorkflowId,
  noticesWorkflowType,
} from '../workflows/messages/notices-start.ts';
import { repeat } from './repeat.ts';

export type NoticePumpSettings = Readonly<{
  db: Database;
  client: Client;
  /** Between two looks, ms. */
  everyMs: number;
  rareLog: LimitedLog;
}>;

const linesAtOnce = 5_000;
const endpointsAtOnce = 200;
/** A run may end between start and signal. */
const startsTried = 2;

/** @returns false: it has no run, or none any more */
async function signal(client: Client, endpoint: IdleEndpoint): Promise<boolean> {
  try {
    await client.workflow.getHandle(noticesWorkflowId(endpoint)).signal(noticeDueSignal);
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

/**
 * Starts an endpoint's run, or signals the one that is there. The ledger says which is likely, so
 * that either costs one call: a start with a signal in it is two. A run that can't go on is ended by
 * the one that takes its place: it holds nothing.
 */
async function wake(client: Client, endpoint: IdleEndpoint): Promise<void> {
  if (endpoint.isStuck) {
    const start = {
      ...noticesStart(endpoint),
      workflowIdConflictPolicy: 'TERMINATE_EXISTING',
    } as const;
    await client.workflow.start(noticesWorkflowType, start);
    return;
  }
  if (endpoint.hasRun && (await signal(client, endpoint))) return;
  for (let left = startsTried; left > 0; left -= 1) {
    try {
      await client.workflow.start(noticesWorkflowType, noticesStart(endpoint));
      return;
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
    if (await signal(client, endpoint)) return;
  }
}

const notWoken = 'an endpoint of notices was not woken; it is tried again';

async function pump({ db, client, rareLog }: NoticePumpSettings): Promise<void> {
  await placeLines(db, linesAtOnce);
  const idle = await takeIdleEndpoints(db, endpointsAtOnce);
  await client.withDeadline(Date.now() + 5_000, async () => {
    const woken = await Promise.allSettled(idle.map((one) => wake(client, one)));
    woken.forEach((one, index) => {
      if (one.status === 'fulfilled') return;
      const err: unknown = one.reason;
      rareLog('warn', notWoken, { err, endpoint: idle[index]?.id }, notWoken);
    });
  });
}

/**
 * Wakes, for as long as the worker runs, the run of each endpoint that has a notice due. However
 * many orders have one, each endpoint is woken once; who is woken in vain costs nothing but that.
 */
export function startNoticePump(
  settings: NoticePumpSettings,
): Readonly<{ stop: () => Promise<void> }> {
  const words = 'notices were not looked for; the next look tries again';
  return repeat(
    () => pump(settings),
    settings.everyMs,
    (error) => settings.rareLog('warn', words, { err: error }, words),
  );
}
