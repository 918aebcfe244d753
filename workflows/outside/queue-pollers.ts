import type { Client } from '@temporalio/client';
import proto, { type temporal } from '@temporalio/proto';
import { orderTaskQueue } from '../messages/order-start.ts';

const { TaskQueueType } = proto.temporal.api.enums.v1;

export type Poller = temporal.api.taskqueue.v1.IPollerInfo;

/**
 * The workers that poll a queue, as the engine lists them; some may be gone since. One that polls
 * several partitions stands there several times.
 *
 * @param queue its name; that of orders without it
 */
export async function queuePollers(
  client: Client,
  queue: string = orderTaskQueue,
): Promise<readonly Poller[]> {
  const { workflowService: service, options } = client;
  const { namespace } = options;
  // The queue's own name means only its first partition, and a worker may poll others.
  const { workflowTaskQueuePartitions: partitions } = await service.listTaskQueuePartitions({
    namespace,
    taskQueue: { name: queue },
  });
  const described = await Promise.all(
    partitions.map(({ key }) =>
      service.describeTaskQueue({
        namespace,
        taskQueue: { name: key ?? queue },
        taskQueueType: TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
      }),
    ),
  );
  return described.flatMap(({ pollers }) => pollers);
}
