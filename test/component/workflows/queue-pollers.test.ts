import { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, expect, test } from 'vitest';
import { findTemporalCli } from '../../../dev/temporal/find-cli.ts';
import { longPollSetting } from '../../../dev/temporal/dev-server.ts';
import { queuePollers } from '../../../workflows/outside/queue-pollers.ts';
import { orderTaskQueue } from '../../../workflows/messages/order-start.ts';
import { quietRuntime } from '../../kit/quiet-runtime.ts';

// The queue has partitions, as on a server of several nodes, and polls are not forwarded between
// them.
const settings = [
  'matching.numTaskqueueReadPartitions=4',
  'matching.numTaskqueueWritePartitions=4',
  'matching.forwarderMaxOutstandingPolls=0',
  longPollSetting(2),
];
const cli = await findTemporalCli(process.env, () => undefined, new AbortController().signal);
quietRuntime();
const executable = { type: 'existing-path', path: cli } as const;
const extraArgs = settings.flatMap((one) => ['--dynamic-config-value', one]);
const env = await TestWorkflowEnvironment.createLocal({ server: { executable, extraArgs } });
afterAll(() => env.teardown());

test('quiet-end: a worker is seen at whichever partition of the queue it polls', async () => {
  const { client } = env;
  const { namespace } = client.options;
  const workers = ['one', 'two', 'three', 'four'];
  // One poll each: the engine gives a poll to the partition that has the fewest.
  await client.withDeadline(Date.now() + 30_000, () =>
    Promise.all(
      workers.map((identity) =>
        client.workflowService.pollWorkflowTaskQueue({
          namespace,
          taskQueue: { name: orderTaskQueue },
          identity,
        }),
      ),
    ),
  );
  const pollers = await queuePollers(client);
  expect(new Set(pollers.map(({ identity }) => identity))).toEqual(new Set(workers));
});
