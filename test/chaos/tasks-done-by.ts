import { Client, Connection } from '@temporalio/client';
import { pidOf } from '../../workflows/worker-identity.ts';

/** How many workflow tasks the worker with this process id has completed, by the engine's own histories. */
export async function tasksDoneBy(temporal: string, pid: number): Promise<number> {
  const connection = await Connection.connect({ address: temporal });
  const { workflow } = new Client({ connection });
  let tasks = 0;
  try {
    for await (const { workflowId, runId } of workflow.list()) {
      const { events } = await workflow.getHandle(workflowId, runId).fetchHistory();
      tasks += (events ?? []).filter(
        (one) => pidOf(one.workflowTaskCompletedEventAttributes?.identity ?? '') === pid,
      ).length;
    }
  } finally {
    await connection.close();
  }
  return tasks;
}
