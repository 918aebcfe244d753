import { setTimeout } from 'node:timers/promises';
import { Connection, isGrpcServiceError } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { registerSearchAttributes } from '../../workflows/outside/register-search-attributes.ts';

const askAgainMs = 100;
const callBoundMs = 5_000;
const retention = '1 day';
/** gRPC's ALREADY_EXISTS. */
const alreadyExists = 6;

/** The namespace the tests use, as PaidOnce does by default. */
export const namespace = 'default';

async function untilDone(signal: AbortSignal, step: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await step();
      return;
    } catch (error) {
      // Its services find one another first; the caller's bound ends this.
      if (signal.aborted) throw error;
      await setTimeout(askAgainMs);
    }
  }
}

async function register(connection: Connection): Promise<void> {
  try {
    await connection.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: msToTs(retention),
    });
  } catch (error) {
    const code: number | null = isGrpcServiceError(error) ? error.code : null;
    if (code !== alreadyExists) throw error;
  }
}

async function askFor(connection: Connection, query: string): Promise<void> {
  await connection.workflowService.countWorkflowExecutions({ namespace, query });
}

/**
 * Resolves once the server has the namespace and our search attributes and answers
 * a query by one: from then on it takes orders.
 *
 * @param signal ends the asking
 */
export async function untilServerReady(address: string, signal: AbortSignal): Promise<void> {
  const bounded = (connection: Connection, step: () => Promise<void>): Promise<void> =>
    untilDone(signal, () => connection.withDeadline(Date.now() + callBoundMs, step));
  await untilDone(signal, async () => {
    const connection = await Connection.connect({ address, connectTimeout: callBoundMs });
    await connection.close();
  });
  const connection = await Connection.connect({ address, connectTimeout: callBoundMs });
  try {
    await bounded(connection, () => register(connection));
    await untilDone(signal, async () => {
      const { problem } = await registerSearchAttributes({
        TEMPORAL_ADDRESS: address,
        TEMPORAL_NAMESPACE: namespace,
        TEMPORAL_CONFIG_FILE: '/nonexistent/temporal.toml',
      });
      if (problem !== null) throw new Error(problem);
    });
    await bounded(connection, () => askFor(connection, `PayStatus='paid'`));
  } finally {
    await connection.close();
  }
}
