import { once } from 'node:events';
import { type Logger, pino } from 'pino';
import { afterAll } from 'vitest';
import type { ApiDeps, AppDeps } from '../../../api/api-deps.ts';
import { createApp } from '../../../api/app.ts';
import {
  createHttpServer,
  type ServerLimits,
  serverLimits,
} from '../../../api/http/http-server.ts';
import { closePools, openPools, type Pools } from '../../../api/work-pools.ts';
import type { Connections } from '../../../config/load-settings.ts';
import { openCommittedChanges } from '../../../api/waiting/committed-changes.ts';
import type { AdmissionSettings } from '../../../api/admission/admission.ts';
import { type ChannelDirectory, openChannels } from '../../../channels/channel-directory.ts';
import { type Engine, openEngine } from '../../../api/engine/engine.ts';
import { limitedLog } from '../../../config/log/limited-log.ts';
import { type CallerLimits, limitsSchema } from '../../../config/limit-settings.ts';
import { noFaults } from '../../../domain/fault-point.ts';
import { defaultPolicy } from '../../../domain/order/policy.ts';
import { createApiKey } from '../../../ledger/keys/api-keys.ts';
import { listenForChanges } from '../../../ledger/database/change-notifications.ts';
import { type Database, openDatabase } from '../../../ledger/database/database.ts';
import { type AccountWatch, openAccountWatch } from '../../../ledger/people/account-watch.ts';
import { keyedHash } from '../../../ledger/keys/keyed-hash.ts';
import { createMerchant } from '../../../ledger/keys/merchants.ts';
import { type AllowedAddresses, addressRules } from '../../../notices/forbidden-address.ts';
import { startLedger } from '../../kit/postgres.ts';
import { paper } from './paper-channel.ts';

/** Keys of two merchants, of a reader and of the installation. */
export type Keys = Readonly<{ shop: string; other: string; reader: string; ops: string }>;

/** The API on a real database; nothing answers at the engine's address. */
export type RunningApi = Readonly<{
  url: string;
  keys: Keys;
  database: Database;
  /** The same, as the role that owns the tables. */
  owner: Database;
  deps: ApiDeps & AppDeps;
}>;

/**
 * By default production's limits of the server, none that a test could meet for callers, no log, and
 * one pool for all work, which is the test's own too.
 */
export type ServerSettings = Readonly<{
  limits?: ServerLimits;
  callers?: Partial<CallerLimits>;
  trustedProxies?: readonly string[];
  log?: Logger;
  connections?: Connections;
  admission?: AdmissionSettings;
  noticesAllow?: AllowedAddresses;
}>;

const wide: AdmissionSettings = { floor: 100, ceiling: 100, targetMs: 1_000 };

/** Tests call often, and all from one address. */
const often = { perSecond: 100_000, burst: 1_000_000 };
const defaultLimits: CallerLimits = { ...limitsSchema.parse({}), perKey: often, perAddress: often };

function poolsOf(url: string, connections: Connections | undefined, one: Database): Pools {
  if (connections !== undefined) return openPools(url, connections, () => undefined);
  return { callbacks: one, decisions: one, health: one, reads: one, writes: one };
}

/** An engine on port 1, where nothing listens: calls fail as they do while the engine is down. */
function engineThatIsDown(): Engine {
  const env = { TEMPORAL_ADDRESS: '127.0.0.1:1' };
  return openEngine({ env, searchAttributes: false, longPollMs: 60_000, deadlineMs: 400 });
}

function paperAlone(): ChannelDirectory {
  return openChannels([paper], { paper: { accounts: { default: {} } } }, () => '');
}

async function makeKeys(database: Database): Promise<Keys> {
  for (const id of ['shop', 'other']) {
    await createMerchant(database, { id, name: id, notifyUrl: null, policy: {} });
  }
  const key = async (...of: Parameters<typeof createApiKey>): Promise<string> =>
    (await createApiKey(...of)).key;
  return {
    shop: await key(database, { role: 'merchant', merchant: 'shop' }),
    other: await key(database, { role: 'merchant', merchant: 'other' }),
    reader: await key(database, { role: 'read', merchant: 'shop' }),
    ops: await key(database, { role: 'ops', merchant: null, label: 'Ada' }),
  };
}

/**
 * Starts the API, which ends after the test file.
 *
 * @param engineOn makes the engine to use in place of one that is down
 */
export async function startApi(
  engineOn: Engine | ((database: Database) => Engine) = engineThatIsDown(),
  channels: ChannelDirectory | ((watch: AccountWatch) => ChannelDirectory) = paperAlone(),
  settings: ServerSettings = {},
): Promise<RunningApi> {
  const postgres = await startLedger();
  const database = openDatabase(postgres.url);
  const owner = openDatabase(postgres.ownerUrl, { max: 2 });
  const keys = await makeKeys(database);
  const { connections } = settings;
  const engine = typeof engineOn === 'function' ? engineOn(database) : engineOn;
  const pools = poolsOf(postgres.url, connections, database);
  const accountWatch = openAccountWatch({ db: database, say: () => undefined });
  const stopping = new AbortController();
  const changes = openCommittedChanges();
  const listening = await listenForChanges(postgres.url, changes.tell);
  const deps = {
    database,
    pools,
    engine,
    channels: typeof channels === 'function' ? channels(accountWatch) : channels,
    changes,
    accountWatch,
    policy: defaultPolicy,
    timeScale: 1,
    admissionLimits: settings.admission ?? wide,
    limits: { ...defaultLimits, ...settings.callers },
    trustedProxies: settings.trustedProxies ?? [],
    keyedHash: keyedHash('the key of this test'),
    publicUrl: 'https://pay.example',
    noticeRules: addressRules(settings.noticesAllow ?? 'none'),
    rareLog: limitedLog(settings.log ?? pino({ level: 'silent' })),
    stopping: stopping.signal,
    faults: noFaults,
  } satisfies ApiDeps & AppDeps;
  const server = createHttpServer(createApp(deps), deps.publicUrl, settings.limits ?? serverLimits);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  afterAll(async () => {
    stopping.abort();
    server.close();
    server.closeAllConnections();
    await listening.stop();
    await engine.close();
    if (connections !== undefined) await closePools(pools);
    await Promise.all([database.close(), owner.close()]);
    await postgres.stop();
  });
  return { url: `http://127.0.0.1:${address.port}`, keys, database, owner, deps };
}
