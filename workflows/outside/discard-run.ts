import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { OrderKey } from '../../domain/values/order-key.ts';
import { failedByAll } from './failed-by-all.ts';
import { queuePollers } from './queue-pollers.ts';
import { orderWorkflowId } from '../messages/workflow-id.ts';

/** How many of the newest events are searched for failed tasks; only signals come between them. */
const lastEvents = 100;

type Run = Readonly<{ workflowId: string; runId: string }>;

/** @returns null where there is no such run (any more) */
async function unlessGone<T>(call: () => Promise<T>): Promise<T | null> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}

async function waitingRun(client: Client, workflowId: string): Promise<Run | null> {
  const run = await unlessGone(() => client.workflow.getHandle(workflowId).describe());
  return run?.raw.pendingWorkflowTask ? { workflowId, runId: run.runId } : null;
}

/** The history is read last, so that a task completed meanwhile is seen. */
async function canGoOn(client: Client, run: Run, longPollMs: number): Promise<boolean> {
  const pollers = await queuePollers(client);
  const { history } = await client.workflowService.getWorkflowExecutionHistoryReverse({
    namespace: client.options.namespace,
    execution: run,
    maximumPageSize: lastEvents,
  });
  return !failedByAll(history?.events ?? [], { pollers, longPollMs });
}

/**
 * Ends the order's run if it stands still because no worker that polls can go on with its history,
 * as after an upgrade that changed a rule. A run is disposable: the caller starts the next one,
 * which goes on from the ledger.
 *
 * @param longPollMs how long the engine holds a poll that brings nothing
 * @returns whether a run was ended
 * @see docs/upgrading.md
 */
export async function discardFailingRun(
  client: Client,
  key: OrderKey,
  longPollMs: number,
): Promise<boolean> {
  const run = await waitingRun(client, orderWorkflowId(key));
  if (run === null || (await canGoOn(client, run, longPollMs))) return false;
  const ended = await unlessGone(() =>
    client.workflow
      .getHandle(run.workflowId, run.runId)
      .terminate('no worker can go on with the history; the order goes on from the ledger'),
  );
  return ended !== null;
}
