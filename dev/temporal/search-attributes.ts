import { Connection, isGrpcServiceError } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { Environment } from '../../config/configuration.ts';
import { StartError } from '../start-error.ts';

const deadlineMs = 10_000;

/** Temporal's IndexedValueType numbers. */
const typeNumbers = { Keyword: 2, Int: 3, Bool: 5 } as const;

/** What the order's workflow tells the engine's list of workflows. */
export const searchAttributes = Object.freeze({
  PayStatus: 'Keyword',
  MerchantId: 'Keyword',
  NeedsAttention: 'Bool',
  AmountMinor: 'Int',
} as const);

async function register(connection: Connection, namespace: string): Promise<void> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const missing = Object.entries(searchAttributes).filter(([name]) => !(name in customAttributes));
  if (missing.length === 0) return;
  await connection.operatorService.addSearchAttributes({
    namespace,
    searchAttributes: Object.fromEntries(missing.map(([name, type]) => [name, typeNumbers[type]])),
  });
}

type Settings = ReturnType<typeof loadClientConnectConfig>;

async function connect(settings: Settings, address: string): Promise<Connection> {
  try {
    return await Connection.connect({ ...settings.connectionOptions, connectTimeout: deadlineMs });
  } catch (cause) {
    throw new StartError(
      `The Temporal server at ${address} can't be reached: ${String(cause)}`,
      [
        'check TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_API_KEY and TEMPORAL_TLS…',
        'unset them to have a Temporal server started here',
      ],
      cause,
    );
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
 * @returns the engine's address, and the problem where they can't be registered, for a person
 * @throws StartError where the engine can't be reached
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
