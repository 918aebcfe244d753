import type { Client } from '@temporalio/client';
import type { OrderKey } from '../domain/order-key.ts';
import { orderWorkflowId } from './workflow-id.ts';

// temporal.api.enums.v1.WorkflowTaskFailedCause, WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR.
const nonDeterministic = 24;

/** How far back the last attempt to replay is looked for; only signals come after it. */
const lastEvents = 100;

type Run = Readonly<{ workflowId: string; runId: string }>;

async function standingRun(client: Client, workflowId: string): Promise<Run | null> {
  try {
    const { raw, runId } = await client.workflow.getHandle(workflowId).describe();
    const tries = raw.pendingWorkflowTask?.attempt ?? 0;
    return tries > 1 ? { workflowId, runId } : null;
  } catch (error) {
    if (error instanceof Error && error.name === 'WorkflowNotFoundError') return null;
    throw error;
  }
}

/**
 * Ends the order's run if it stands still because the code of its workers does
 * not replay its history: after an upgrade that changed a rule. A run is
 * disposable; whoever asks starts the next one, which goes on from the ledger.
 * A run that fails for another reason is left to people, and to a corrected release.
 *
 * @returns whether a run was ended
 * @see docs/upgrading.md
 */
export async function discardUnreplayableRun(client: Client, key: OrderKey): Promise<boolean> {
  const run = await standingRun(client, orderWorkflowId(key));
  if (run === null) return false;
  const { history } = await client.workflowService.getWorkflowExecutionHistoryReverse({
    namespace: client.options.namespace,
    execution: run,
    maximumPageSize: lastEvents,
  });
  const lastTry = history?.events?.find(
    (one) => one.workflowTaskFailedEventAttributes ?? one.workflowTaskCompletedEventAttributes,
  );
  if (lastTry?.workflowTaskFailedEventAttributes?.cause !== nonDeterministic) return false;
  await client.workflow
    .getHandle(run.workflowId, run.runId)
    .terminate('upgrade: the history does not replay; the order goes on from the ledger');
  return true;
}
