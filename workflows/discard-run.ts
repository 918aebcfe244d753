import type { Client } from '@temporalio/client';
import type { OrderKey } from '../domain/order-key.ts';
import { orderWorkflowId } from './workflow-id.ts';

/**
 * How a history shows that it does not replay: as such, or, where the code took another
 * recorded answer for its own, by what it then threw. Of temporal.api.enums.v1.WorkflowTaskFailedCause.
 */
const misfits = [
  14, // WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE
  24, // WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR
] as readonly unknown[];

/** How far back the last try to replay is looked for; only signals come after it. */
const lastEvents = 100;

type Run = Readonly<{ workflowId: string; runId: string }>;

async function waitingRun(client: Client, workflowId: string): Promise<Run | null> {
  try {
    const { raw, runId } = await client.workflow.getHandle(workflowId).describe();
    return raw.pendingWorkflowTask ? { workflowId, runId } : null;
  } catch (error) {
    if (error instanceof Error && error.name === 'WorkflowNotFoundError') return null;
    throw error;
  }
}

/**
 * Ends the order's run if it stands still because the code of its workers can't go on with its
 * history: after an upgrade that changed a rule. A run is disposable; whoever asks starts the next
 * one, which goes on from the ledger.
 *
 * @returns whether a run was ended
 * @see docs/upgrading.md
 */
export async function discardFailingRun(client: Client, key: OrderKey): Promise<boolean> {
  const run = await waitingRun(client, orderWorkflowId(key));
  if (run === null) return false;
  const { history } = await client.workflowService.getWorkflowExecutionHistoryReverse({
    namespace: client.options.namespace,
    execution: run,
    maximumPageSize: lastEvents,
  });
  const lastTry = history?.events?.find(
    (one) => one.workflowTaskFailedEventAttributes ?? one.workflowTaskCompletedEventAttributes,
  );
  if (!misfits.includes(lastTry?.workflowTaskFailedEventAttributes?.cause)) return false;
  await client.workflow
    .getHandle(run.workflowId, run.runId)
    .terminate('this version can not go on with the history; the order goes on from the ledger');
  return true;
}
