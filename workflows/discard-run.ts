import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import proto from '@temporalio/proto';
import type { OrderKey } from '../domain/order-key.ts';
import { failedByAll } from './failed-by-all.ts';
import { orderTaskQueue } from './order-start.ts';
import { orderWorkflowId } from './workflow-id.ts';

const { TaskQueueType } = proto.temporal.api.enums.v1;

/** How far back failed tasks are looked for; only signals come between them. */
const lastEvents = 100;

type Run = Readonly<{ workflowId: string; runId: string }>;

/** @returns null where there is no such run, or no longer */
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

/** The history is read last: a task that was completed meanwhile is seen. */
async function canGoOn(client: Client, run: Run): Promise<boolean> {
  const { namespace } = client.options;
  const { pollers } = await client.workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name: orderTaskQueue },
    taskQueueType: TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
  });
  const { history } = await client.workflowService.getWorkflowExecutionHistoryReverse({
    namespace,
    execution: run,
    maximumPageSize: lastEvents,
  });
  return !failedByAll(history?.events ?? [], pollers);
}

/**
 * Ends the order's run if it stands still because no worker that polls can go on with its history:
 * after an upgrade that changed a rule. A run is disposable; whoever asks starts the next one,
 * which goes on from the ledger.
 *
 * @returns whether a run was ended
 * @see docs/upgrading.md
 */
export async function discardFailingRun(client: Client, key: OrderKey): Promise<boolean> {
  const run = await waitingRun(client, orderWorkflowId(key));
  if (run === null || (await canGoOn(client, run))) return false;
  const ended = await unlessGone(() =>
    client.workflow
      .getHandle(run.workflowId, run.runId)
      .terminate('no worker can go on with the history; the order goes on from the ledger'),
  );
  return ended !== null;
}
