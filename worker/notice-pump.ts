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

const linesAtOnce = 500;
const endpointsAtOnce = 50;

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
 * that either costs one call: a start with a signal in it is two.
 */
async function wake(client: Client, endpoint: IdleEndpoint): Promise<void> {
  if (endpoint.hasRun && (await signal(client, endpoint))) return;
  try {
    await client.workflow.start(noticesWorkflowType, noticesStart(endpoint));
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    await signal(client, endpoint);
  }
}

const notWoken = 'an endpoint of notices was not woken; it is tried again';

async function pump({ db, client, rareLog }: NoticePumpSettings): Promise<void> {
  while ((await placeLines(db, linesAtOnce)) === linesAtOnce);
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
