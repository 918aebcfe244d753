import { Connection, isGrpcServiceError } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { everySearchAttribute } from '../messages/search-attributes.ts';

const deadlineMs = 10_000;

/** Temporal's IndexedValueType numbers. */
const typeNumbers = { KEYWORD: 2, INT: 3, BOOL: 5 } as const;

/** Environment variables by name, as in `process.env`. */
type Environment = Readonly<Record<string, string | undefined>>;

async function register(connection: Connection, namespace: string): Promise<void> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const missing = everySearchAttribute.filter(({ name }) => !(name in customAttributes));
  if (missing.length === 0) return;
  await connection.operatorService.addSearchAttributes({
    namespace,
    searchAttributes: Object.fromEntries(
      missing.map(({ name, type }) => [name, typeNumbers[type]]),
    ),
  });
}

type Settings = ReturnType<typeof loadClientConnectConfig>;

async function connect(settings: Settings, address: string): Promise<Connection> {
  try {
    return await Connection.connect({ ...settings.connectionOptions, connectTimeout: deadlineMs });
  } catch (cause) {
    throw new Error(`The Temporal server at ${address} can't be reached: ${String(cause)}`, {
      cause,
    });
  }
}

function definedOnly(env: Environment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/**
 * Registers our search attributes with the engine that the `TEMPORAL_*` settings name.
 *
 * @returns the engine's address and, where it refuses them, the problem in words for a person
 * @throws Error, in words for a person, where the engine can't be reached
 */
export async function registerSearchAttributes(
  env: Environment,
): Promise<Readonly<{ address: string; problem: string | null }>> {
  const settings = loadClientConnectConfig({ overrideEnvVars: definedOnly(env) });
  const address = settings.connectionOptions.address ?? 'localhost:7233';
  const connection = await connect(settings, address);
  try {
    const namespace = settings.namespace ?? 'default';
    await connection.withDeadline(Date.now() + deadlineMs, () => register(connection, namespace));
    return { address, problem: null };
  } catch (error) {
    return { address, problem: isGrpcServiceError(error) ? error.details : String(error) };
  } finally {
    await connection.close();
  }
}
