import { setTimeout } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { namespace } from './server-ready.ts';

const boundMs = 60_000;
const callBoundMs = 10_000;
const lookAgainMs = 200;
const deletedAtOnce = 20;

async function deleteListed(client: Client): Promise<number> {
  const ids: { workflowId: string; runId: string }[] = [];
  for await (const { workflowId, runId } of client.workflow.list()) ids.push({ workflowId, runId });
  for (let from = 0; from < ids.length; from += deletedAtOnce) {
    const some = ids.slice(from, from + deletedAtOnce).map(async (workflowExecution) => {
      try {
        await client.workflowService.deleteWorkflowExecution({ namespace, workflowExecution });
      } catch {
        // Deleted by the last look already; the list tells it a moment later.
      }
    });
    await Promise.all(some);
  }
  return ids.length;
}

/**
 * Deletes all workflows. A dev server begins empty for each start; a cluster still
 * has the orders of the last start, whose ledger is gone, and whose tasks would
 * come to the workers of the next.
 *
 * @throws Error where some are still listed after a minute
 */
export async function emptyNamespace(address: string): Promise<void> {
  const connection = await Connection.connect({ address });
  try {
    const client = new Client({ connection, namespace });
    const untilMs = Date.now() + boundMs;
    for (;;) {
      const listed = await client.withDeadline(Date.now() + callBoundMs, () =>
        deleteListed(client),
      );
      if (listed === 0) return;
      if (Date.now() > untilMs) throw new Error(`${listed} workflows are left in ${namespace}`);
      await setTimeout(lookAgainMs);
    }
  } finally {
    await connection.close();
  }
}
