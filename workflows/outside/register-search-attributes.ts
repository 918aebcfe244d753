import { Connection, isGrpcServiceError } from '@temporalio/client';
import { type Environment, engineSettings } from './engine-settings.ts';
import type { everySearchAttribute } from '../messages/search-attributes.ts';
import {
  firstSearchAttributes,
  laterSearchAttributes,
  shownOf,
  type ShownAttributes,
} from '../messages/search-attributes.ts';

const deadlineMs = 10_000;

/** Temporal's IndexedValueType numbers. */
const typeNumbers = { KEYWORD: 2, INT: 3, BOOL: 5, DATETIME: 6, KEYWORD_LIST: 7 } as const;

async function listed(connection: Connection, namespace: string): Promise<readonly string[]> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  return Object.keys(customAttributes);
}

/** Registers those of these that are missing, all or none. */
async function register(
  connection: Connection,
  namespace: string,
  keys: readonly (typeof everySearchAttribute)[number][],
): Promise<void> {
  const there = await listed(connection, namespace);
  const missing = keys.filter(({ name }) => !there.includes(name));
  if (missing.length === 0) return;
  await connection.operatorService.addSearchAttributes({
    namespace,
    searchAttributes: Object.fromEntries(
      missing.map(({ name, type }) => [name, typeNumbers[type]]),
    ),
  });
}

type Settings = ReturnType<typeof engineSettings>;

async function connect(settings: Settings, address: string): Promise<Connection> {
  try {
    return await Connection.connect({ ...settings.connectionOptions, connectTimeout: deadlineMs });
  } catch (cause) {
    throw new Error(`The Temporal server at ${address} can't be reached: ${String(cause)}`, {
      cause,
    });
  }
}

/** What came of registering. `problem`: why not all are there, in words for a person. */
export type Registered = Readonly<{
  address: string;
  shown: ShownAttributes;
  problem: string | null;
}>;

function problemOf(error: unknown): string {
  return isGrpcServiceError(error) ? error.details : String(error);
}

/**
 * Registers our search attributes with the engine that the `TEMPORAL_*` settings name. Where the
 * engine refuses the later ones, as when a database has no column left for them, the first ones are
 * there all the same.
 *
 * @throws Error, in words for a person, where the engine can't be reached
 */
export async function registerSearchAttributes(env: Environment): Promise<Registered> {
  const settings = engineSettings(env);
  const address = settings.connectionOptions.address ?? 'localhost:7233';
  const connection = await connect(settings, address);
  const namespace = settings.namespace ?? 'default';
  const within = <T>(work: () => Promise<T>): Promise<T> =>
    connection.withDeadline(Date.now() + deadlineMs, work);
  let problem: string | null = null;
  try {
    for (const keys of [firstSearchAttributes, laterSearchAttributes]) {
      await within(() => register(connection, namespace, keys));
    }
  } catch (error) {
    problem = problemOf(error);
  }
  try {
    if (problem === null) return { address, shown: 'all', problem };
    return { address, shown: shownOf(await within(() => listed(connection, namespace))), problem };
  } catch {
    return { address, shown: 'none', problem };
  } finally {
    await connection.close();
  }
}
