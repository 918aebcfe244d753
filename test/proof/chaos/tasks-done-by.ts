import { Client, Connection } from '@temporalio/client';
import { pidOf } from '../../../workflows/messages/worker-identity.ts';

/**
 * How many workflow tasks each worker has completed, by process id and the engine's own histories.
 */
export async function tasksDone(temporal: string): Promise<ReadonlyMap<number, number>> {
  const connection = await Connection.connect({ address: temporal });
  const { workflow } = new Client({ connection });
  const tasks = new Map<number, number>();
  try {
    for await (const { workflowId, runId } of workflow.list()) {
      const { events } = await workflow.getHandle(workflowId, runId).fetchHistory();
      for (const { workflowTaskCompletedEventAttributes: completed } of events ?? []) {
        const pid = pidOf(completed?.identity ?? '');
        if (pid !== null) tasks.set(pid, (tasks.get(pid) ?? 0) + 1);
      }
    }
  } finally {
    await connection.close();
  }
  return tasks;
}
