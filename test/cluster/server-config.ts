import type { PortReservations } from '../../dev/port-reservation.ts';
import { shortPollS } from '../kit/short-polls.ts';

const host = '127.0.0.1';
const firstPort = 17_233;
const services = ['frontend', 'history', 'matching', 'worker'] as const;

export type ServicePorts = Readonly<
  Record<(typeof services)[number], Readonly<{ grpc: number; membership: number }>>
>;

/** Two ports for each of the server's four services. */
export async function reserveServicePorts(reservations: PortReservations): Promise<ServicePorts> {
  const reserve = (): Promise<number> => reservations.reserve(firstPort, host);
  const pair = async () => ({ grpc: await reserve(), membership: await reserve() });
  return {
    frontend: await pair(),
    history: await pair(),
    matching: await pair(),
    worker: await pair(),
  };
}

/** The two databases of the server. */
export const serverDatabases = Object.freeze({
  temporal: 'temporal',
  visibility: 'temporal_visibility',
});

/** PostgreSQL through pgx. */
export const sqlPlugin = 'postgres12_pgx';

function store(databaseUrl: string, databaseName: string, maxConns: number): unknown {
  const { host: connectAddr, username, password } = new URL(databaseUrl);
  return {
    sql: {
      pluginName: sqlPlugin,
      databaseName,
      connectAddr,
      connectProtocol: 'tcp',
      user: username,
      password,
      maxConns,
      maxIdleConns: maxConns,
      maxConnLifetime: '1h',
    },
  };
}

/**
 * The server's configuration, all four services in one process on loopback.
 *
 * @returns JSON, which the server's YAML reader takes
 */
export function serverConfig(
  databaseUrl: string,
  ports: ServicePorts,
  dynamicConfigFile: string,
): string {
  const rpc = services.map((name) => {
    const { grpc, membership } = ports[name];
    const own = { grpcPort: grpc, membershipPort: membership, bindOnLocalHost: true };
    return [name, { rpc: own }] as const;
  });
  return JSON.stringify({
    log: { stdout: true, level: 'warn' },
    persistence: {
      numHistoryShards: 4,
      defaultStore: 'default',
      visibilityStore: 'visibility',
      datastores: {
        default: store(databaseUrl, serverDatabases.temporal, 20),
        visibility: store(databaseUrl, serverDatabases.visibility, 10),
      },
    },
    global: { membership: { maxJoinDuration: '30s', broadcastAddress: host } },
    services: Object.fromEntries(rpc),
    clusterMetadata: {
      enableGlobalNamespace: false,
      failoverVersionIncrement: 10,
      masterClusterName: 'active',
      currentClusterName: 'active',
      clusterInformation: {
        active: {
          enabled: true,
          initialFailoverVersion: 1,
          rpcName: 'frontend',
          rpcAddress: `${host}:${ports.frontend.grpc}`,
        },
      },
    },
    dcRedirectionPolicy: { policy: 'noop' },
    dynamicConfigClient: { filepath: dynamicConfigFile, pollInterval: '10s' },
  });
}

/** The settings that can change while the server runs: as the dev server has them, where it differs from the default. */
export function dynamicConfig(): string {
  return JSON.stringify({
    'system.enableActivityEagerExecution': [{ value: true }],
    'system.forceSearchAttributesCacheRefreshOnRead': [{ value: true }],
    // Whoever is not told believes it to be longer, which harms nothing.
    'matching.longPollExpirationInterval': [{ value: `${shortPollS}s` }],
  });
}
