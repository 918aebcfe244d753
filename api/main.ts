import { once, setMaxListeners } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import type { Logger } from 'pino';
import { channels } from '../channels/registry.ts';
import { armedFaults } from '../config/armed-faults.ts';
import { type Configuration, readConfiguration } from '../config/configuration.ts';
import { forgetPredecessor, startHeartbeat } from '../config/heartbeat.ts';
import { endOnSurprise } from '../config/log/end-on-surprise.ts';
import { type LimitedLog, limitedLog } from '../config/log/limited-log.ts';
import { openLog } from '../config/log/open-log.ts';
import { listenForChanges } from '../ledger/database/change-notifications.ts';
import { warnOfPower } from '../ledger/database/role-powers.ts';
import { keyedHash } from '../ledger/keys/keyed-hash.ts';
import { addressRules } from '../notices/forbidden-address.ts';
import type { AppDeps } from './api-deps.ts';
import { earsOfAll } from '../channels/account-ears.ts';
import { type AccountWatch, openAccountWatch } from '../ledger/people/account-watch.ts';
import { type ClockWatch, openClockWatch } from '../ledger/people/clock-watch.ts';
import { createApp } from './app.ts';
import { createHttpServer, serverLimits } from './http/http-server.ts';
import { openCommittedChanges } from './waiting/committed-changes.ts';
import { openChannels } from '../channels/channel-directory.ts';
import { openEngine } from './engine/engine.ts';
import { shownWords } from '../workflows/outside/shown-attributes.ts';
import { bindingWarnings } from './payments/binding-warnings.ts';
import { runRelay } from './callbacks/relay.ts';
import { closePools, openPools, type Pools } from './work-pools.ts';

/** Longer than an order's own bound of 4 s, shorter than a shopper's patience. */
const engineDeadlineMs = 10_000;
/** How long a stop waits for what still runs; every step that is cut off can be taken again. */
const drainMs = 15_000;
/** How often the database is asked for its time. */
const askClockEveryMs = 60_000;

function openDeps(
  configuration: Configuration,
  { pools, clock, accounts }: Readonly<{ pools: Pools; clock: ClockWatch; accounts: AccountWatch }>,
  rareLog: LimitedLog,
  stopping: AbortSignal,
): AppDeps {
  return {
    pools,
    engine: openEngine({
      env: process.env,
      searchAttributes: configuration.searchAttributes,
      onChange: (shown) => rareLog('info', shownWords[shown], { shown }, shownWords[shown]),
      longPollMs: configuration.engineLongPollMs,
      deadlineMs: engineDeadlineMs,
      publicUrl: configuration.publicUrl,
    }),
    channels: openChannels(
      channels,
      configuration.channels,
      (reference) => configuration.readSecret(reference),
      earsOfAll(clock.hear, accounts.hear),
    ),
    changes: openCommittedChanges(),
    policy: configuration.policy,
    timeScale: configuration.timeScale,
    admissionLimits: configuration.admission,
    limits: configuration.limits,
    trustedProxies: configuration.api.trustedProxies,
    keyedHash: keyedHash(configuration.readPrivacyKey()),
    accountWatch: accounts,
    publicUrl: configuration.publicUrl,
    noticeRules: addressRules(configuration.notices.allow),
    rareLog,
    stopping,
    faults: armedFaults(process.env),
  };
}

async function warnOfBindings({ channels: directory, pools }: AppDeps, log: Logger): Promise<void> {
  try {
    for (const { merchant, ...account } of await bindingWarnings(pools.decisions, directory)) {
      const words =
        merchant === null
          ? 'this account is bound to no merchant, so no new payment is begun on it'
          : 'this account is bound to a merchant who is not there';
      log.warn({ ...account, merchant }, words);
    }
  } catch (error) {
    log.warn({ err: error }, 'the bindings of accounts were not held against the ledger');
  }
}

function watchDatabaseClock(clock: ClockWatch, rareLog: LimitedLog): NodeJS.Timeout {
  const ask = (): void => {
    clock.askDatabase().catch((error: unknown) => {
      rareLog('warn', 'clock', { err: error }, 'the database was not asked for its time');
    });
  };
  ask();
  return setInterval(ask, askClockEveryMs);
}

async function listen(server: Server, { host, port }: Configuration['api']): Promise<string> {
  server.listen(port, host);
  await once(server, 'listening');
  const { address, family, port: taken } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${taken}`;
}

async function closeServer(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  // A connection that is kept alive becomes idle only after its last answer was sent.
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  await closed;
  clearInterval(sweep);
}

async function stopRequested(): Promise<void> {
  await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
}

/**
 * Serves until told to stop, then answers waiting callers, hands over leased callbacks, and ends.
 */
async function serve(log: Logger): Promise<void> {
  forgetPredecessor(process.env);
  const requested = stopRequested();
  const configuration = readConfiguration(process.env);
  const rareLog = limitedLog(log);
  const stop = new AbortController();
  // Each call under way listens, and goes with its answer: many are no leak.
  setMaxListeners(0, stop.signal);
  const pools = openPools(configuration.databaseUrl, configuration.connections, (error) =>
    rareLog('warn', 'connection', { err: error }, 'a connection to the ledger was lost'),
  );
  const say = (level: 'error' | 'warn' | 'info', fields: object, words: string): void =>
    rareLog(level, words, fields, words);
  const clock = openClockWatch({ db: pools.decisions, process: `api@${hostname()}`, say });
  const accounts = openAccountWatch({ db: pools.decisions, say });
  const deps = openDeps(configuration, { pools, clock, accounts }, rareLog, stop.signal);
  void warnOfPower(pools.reads, (words) => log.warn(words));
  const listening = await listenForChanges(configuration.databaseUrl, deps.changes.tell, () => {
    // Notifications may have been missed: the relay looks now, other waiters at their next look.
    deps.changes.tell({ kind: 'inbox' });
  });
  await warnOfBindings(deps, log);
  const watching = watchDatabaseClock(clock, rareLog);
  const relay = runRelay({ ...deps, database: pools.callbacks });
  const server = createHttpServer(createApp(deps), deps.publicUrl, {
    ...serverLimits,
    connections: configuration.limits.connections,
  });
  const url = await listen(server, configuration.api);
  startHeartbeat(process.env, {
    isWell: () => true,
    onFailure: (error) =>
      rareLog('warn', 'heartbeat', { err: error }, 'the heartbeat file was not written'),
  });
  process.stdout.write(`${JSON.stringify({ listening: url })}\n`);
  log.info({ url }, 'the API listens');

  await requested;
  log.info('stopping: answering whoever waits');
  setTimeout(() => {
    log.warn('not drained in time; what is left is taken up by the next process');
    process.exit(0);
  }, drainMs).unref();
  stop.abort();
  clearInterval(watching);
  await Promise.all([closeServer(server), relay, listening.stop()]);
  await Promise.all([deps.engine.close(), closePools(pools)]);
  log.info('stopped');
}

const log = openLog('api');
endOnSurprise(
  log,
  'The API ended by an error that nobody caught; it is started again. What callers were not answered is unknown to them, and the same request finds out.',
);
try {
  await serve(log);
  process.exit(0);
} catch (error) {
  log.fatal({ err: error }, 'the API ended');
  process.exit(1);
}
