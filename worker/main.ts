import { hostname } from 'node:os';
import { Client } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { DefaultLogger, NativeConnection, Runtime, type Worker } from '@temporalio/worker';
import { openChannels } from '../channels/channel-directory.ts';
import { channels } from '../channels/registry.ts';
import { armedFaults } from '../config/armed-faults.ts';
import { readConfiguration } from '../config/configuration.ts';
import { forgetPredecessor, startHeartbeat } from '../config/heartbeat.ts';
import { endOnSurprise } from '../config/log/end-on-surprise.ts';
import { limitedLog } from '../config/log/limited-log.ts';
import { openLog } from '../config/log/open-log.ts';
import { answerWithinMs, type Database, openDatabase } from '../ledger/database/database.ts';
import { numberLeftEvents } from '../ledger/events/event-numbers.ts';
import { keyedHash } from '../ledger/keys/keyed-hash.ts';
import { earsOfAll } from '../channels/account-ears.ts';
import { openAccountWatch } from '../ledger/people/account-watch.ts';
import { openClockWatch } from '../ledger/people/clock-watch.ts';
import { warnOfPower } from '../ledger/database/role-powers.ts';
import { eraseWhatIsOld } from '../ledger/texts/erasure.ts';
import { defaultNoticePolicy, scaleNoticePolicy } from '../notices/notice-policy.ts';
import { deriveSecret } from '../notices/notice-secret.ts';
import { createNoticeSender } from '../notices/send-notice.ts';
import { asksShown, shownWords } from '../workflows/outside/shown-attributes.ts';
import { checkAccounts } from './account-checks.ts';
import { buildOfCode, workflowCode } from './bundle.ts';
import { createWorkers } from './create-workers.ts';
import { startNoticePump } from './notice-pump.ts';
import { repeat } from './repeat.ts';
import { startWatchdog } from './watchdog.ts';

const watchdogOverdueMs = 120_000;
const watchdogEveryMs = 5_000;
/** A notice that became due is seen this soon; ms. */
const pumpEveryMs = 500;
/** Events of a writer that ended before it numbered them are numbered this often; ms. */
const numberLeftEveryMs = 1_000;
const waitsForNumbers = 'events wait for their numbers; tried again';
const hourMs = 3_600_000;
const askClockEveryMs = 60_000;
/** A check that is wanted, or due, is seen this soon; ms. */
const checkAccountsEveryMs = 5_000;
/** Rule 21: waits before a hold is tried again, ms; a new build and a person's word try at once. */
const holdWaitsMs = [30_000, 120_000, 600_000, 1_800_000];
/** A click that opened no attempt within a day never will; ms. */
const unusedAfterMs = 24 * hourMs;

const log = openLog('worker');
// With the engine or ledger away, each of thousands of orders would be a line at each try.
const rareLog = limitedLog(log);
/** A line that says why something was not done; some of them a minute. */
function tell(error: unknown, words: string): void {
  rareLog('warn', words, { err: error }, words);
}
endOnSurprise(
  log,
  'The worker ended by an error that nobody caught. No payment is lost: another worker goes on.',
);

/** Beats while all workers poll. */
function heartbeat(workers: readonly Worker[]): Readonly<{ stop: () => void }> {
  return startHeartbeat(process.env, {
    isWell: () => workers.every((worker) => worker.getState() === 'RUNNING'),
    onFailure: (error) => tell(error, 'the heartbeat file was not written'),
  });
}

async function main(): Promise<void> {
  forgetPredecessor(process.env);
  const configuration = readConfiguration(process.env);
  Runtime.install({
    shutdownSignals: [],
    logger: new DefaultLogger('WARN', ({ level, message, meta }) => {
      rareLog(level === 'ERROR' ? 'error' : 'warn', message, { engine: meta }, message);
    }),
    // The engine's native part would write to standard error by itself, and end where it can't.
    telemetryOptions: { logging: { filter: { core: 'WARN', other: 'ERROR' }, forward: {} } },
  });
  const engine = loadClientConnectConfig();
  const connection = await NativeConnection.connect(engine.connectionOptions);
  const namespace = engine.namespace ?? 'default';
  const open = (max: number): Database =>
    openDatabase(configuration.databaseUrl, {
      applicationName: 'paidonce-worker',
      answerMs: answerWithinMs,
      max,
    });
  const { appends, calls, notices } = configuration.connections;
  const [db, callDb, noticeDb] = [open(appends), open(calls), open(notices)];
  const say = (level: 'error' | 'warn' | 'info', fields: object, words: string): void =>
    rareLog(level, words, fields, words);
  const clock = openClockWatch({ db: callDb, process: `worker@${hostname()}`, say });
  const accountWatch = openAccountWatch({ db: callDb, say });
  const directory = openChannels(
    channels,
    configuration.channels,
    (reference) => configuration.readSecret(reference),
    earsOfAll(clock.hear, accountWatch.hear),
  );
  void warnOfPower(db, (words) => log.warn(words));
  const code = await workflowCode(process.env);
  const scale = configuration.timeScale;
  const hash = keyedHash(configuration.readPrivacyKey());
  const sender = createNoticeSender({ allow: configuration.notices.allow });
  const workers = await createWorkers({
    connection,
    namespace,
    workflowCode: code,
    channels: configuration.channels,
    ledger: db,
    holdWaitsMs: holdWaitsMs.map((ms) => ms * scale),
    deps: {
      db: callDb,
      account: (channel, name) => directory.find(channel, name)?.account,
      publicUrl: configuration.publicUrl,
      faults: armedFaults(process.env),
    },
    notices: {
      db: noticeDb,
      send: sender.send,
      secretOf: (merchant, id) => deriveSecret(hash, merchant, id),
      publicUrl: configuration.publicUrl,
      policy: scaleNoticePolicy(defaultNoticePolicy, scale),
    },
  });
  const running = Promise.all(workers.map((worker) => worker.run()));
  const client = new Client({ connection, namespace });
  const pump = startNoticePump({ db: noticeDb, client, everyMs: pumpEveryMs, rareLog });
  const watchdog = startWatchdog({
    db,
    client,
    shown: asksShown(client, {
      isOn: configuration.searchAttributes,
      onChange: (shown) => rareLog('info', shownWords[shown], { shown }, shownWords[shown]),
    }),
    engineLongPollMs: configuration.engineLongPollMs,
    build: buildOfCode(code),
    publicUrl: configuration.publicUrl,
    overdueMs: watchdogOverdueMs * scale,
    everyMs: watchdogEveryMs * scale,
    rareLog,
  });
  const numbering = repeat(
    () =>
      numberLeftEvents(db, (merchant, error) =>
        rareLog('warn', waitsForNumbers, { merchant, err: error }, waitsForNumbers),
      ),
    numberLeftEveryMs,
    (error) => tell(error, waitsForNumbers),
  );
  const clockAsked = repeat(clock.askDatabase, askClockEveryMs, (error) =>
    tell(error, 'the database was not asked for its time'),
  );
  const check = (why: 'due' | 'start') => checkAccounts(callDb, directory, why);
  const notChecked = (error: unknown): void => tell(error, 'channel accounts were not checked');
  check('start').catch(notChecked);
  const checking = repeat(() => check('due'), checkAccountsEveryMs * scale, notChecked);
  const erasing = repeat(
    () => eraseWhatIsOld(db, { keepMs: configuration.keepPersonalMs, unusedAfterMs }),
    hourMs,
    (error) => tell(error, 'personal text was not erased; tried again in an hour'),
  );
  const beating = heartbeat(workers);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => workers.forEach((worker) => worker.shutdown()));
  }
  process.stdout.write(`${JSON.stringify({ ready: true })}\n`);
  await running;
  beating.stop();
  await watchdog.stop();
  await pump.stop();
  await numbering.stop();
  await clockAsked.stop();
  await checking.stop();
  await accountWatch.settled();
  await erasing.stop();
  await connection.close();
  sender.close();
  await Promise.all([db.close(), callDb.close(), noticeDb.close()]);
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    log.fatal({ err: error }, 'The worker stopped. No payment is lost: another worker goes on.');
    process.exit(1);
  },
);
