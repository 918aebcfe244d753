import { Client, Connection } from '@temporalio/client';
import { noticeTaskQueue } from '../messages/notices-start.ts';
import { orderTaskQueue } from '../messages/order-start.ts';
import { type ShownAttributes, shownOf } from '../messages/search-attributes.ts';
import { type Environment, engineSettings } from './engine-settings.ts';
import { queuePollers } from './queue-pollers.ts';

/** Somebody polls again within a minute; the engine lists who is gone for minutes more. */
const heardWithinMs = 90_000;

/** How the engine stands that the `TEMPORAL_*` settings name. */
export type EngineStanding = Readonly<{
  address: string;
  namespace: string;
  /** Why the namespace is not there, in the engine's words; null: it is there. */
  namespaceProblem: string | null;
  /** Which search attributes are registered; null: the engine tells nobody. */
  shown: ShownAttributes | null;
  /** How many workers polled the queue of orders just now. */
  workers: number;
  /** The same of the queue of notices. */
  noticeWorkers: number;
}>;

function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function registered(
  connection: Connection,
  namespace: string,
): Promise<ShownAttributes | null> {
  try {
    const found = await connection.operatorService.listSearchAttributes({ namespace });
    return shownOf(Object.keys(found.customAttributes));
  } catch {
    // A managed engine tells nobody which are registered.
    return null;
  }
}

async function pollingWorkers(
  connection: Connection,
  namespace: string,
  queue: string,
): Promise<number> {
  const pollers = await queuePollers(new Client({ connection, namespace }), queue);
  const sinceS = (Date.now() - heardWithinMs) / 1_000;
  const heard = pollers.filter((one) => Number(one.lastAccessTime?.seconds ?? 0) >= sinceS);
  return new Set(heard.map((one) => one.identity)).size;
}

/**
 * Looks at the engine, and changes nothing.
 *
 * @param withinMs the longest time for each question
 * @throws Error where it can't be reached
 */
export async function engineStanding(env: Environment, withinMs: number): Promise<EngineStanding> {
  const { connectionOptions, namespace = 'default' } = engineSettings(env);
  const address = connectionOptions.address ?? 'localhost:7233';
  const connection = await Connection.connect({ ...connectionOptions, connectTimeout: withinMs });
  const within = <T>(work: () => Promise<T>): Promise<T> =>
    connection.withDeadline(Date.now() + withinMs, work);
  try {
    const namespaceProblem = await within(() =>
      connection.workflowService.describeNamespace({ namespace }),
    ).then(
      () => null,
      (error: unknown) => words(error),
    );
    if (namespaceProblem !== null) {
      return { address, namespace, namespaceProblem, shown: null, workers: 0, noticeWorkers: 0 };
    }
    const shown = await within(() => registered(connection, namespace));
    const polling = (queue: string) => within(() => pollingWorkers(connection, namespace, queue));
    const workers = await polling(orderTaskQueue);
    const noticeWorkers = await polling(noticeTaskQueue);
    return { address, namespace, namespaceProblem, shown, workers, noticeWorkers };
  } finally {
    await connection.close();
  }
}
