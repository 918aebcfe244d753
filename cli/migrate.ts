import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import {
  type Registered,
  registerSearchAttributes,
} from '../workflows/outside/register-search-attributes.ts';
import { databaseFields, databaseRoles, processPasswordField } from '../config/database-roles.ts';
import { type Database, openDatabase } from '../ledger/database/database.ts';
import { migrate } from '../ledger/database/migrate.ts';
import { migrationsFolder } from '../ledger/database/migration-files.ts';
import { grantToProcesses, makeProcessRole } from '../ledger/database/process-role.ts';
import { untilAnswering } from './until-answering.ts';

const databaseBoundMs = 60_000;
const engineBoundMs = 60_000;
/** A namespace made a moment ago is not yet known to every part of the engine. */
const refusalBoundMs = 15_000;
const everyMs = 1_000;

const environmentSchema = z.object({
  ...databaseFields,
  ...processPasswordField,
  PAIDONCE_SEARCH_ATTRIBUTES: z.enum(['on', 'off']).default('on'),
});

/** The message is for people: what happened, what it means, what to do. */
class MigrateError extends Error {
  override readonly name = 'MigrateError';
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function reason(error: unknown): string {
  return error instanceof Error && error.message !== '' ? error.message : String(error);
}

function readSettings(): Settings {
  const read = environmentSchema.safeParse(process.env);
  if (read.success) return read.data;
  const wrong = read.error.issues.map((one) => `${one.path.join('.')}: ${one.message}`);
  throw new MigrateError(`Nothing was touched. The environment is wrong. ${wrong.join('; ')}.`);
}

type Settings = z.output<typeof environmentSchema>;

/** Makes the role of API and worker where its password is given, and grants it what it needs. */
async function prepareRole(owner: Database, role: string, settings: Settings): Promise<void> {
  const file = settings.DATABASE_PROCESS_PASSWORD_FILE;
  if (file !== undefined && file !== '') {
    const password = (await readFile(file, 'utf8')).trim();
    if (password === '') throw new MigrateError(`${file} is empty; the role gets no password.`);
    const tooMany = await makeProcessRole(owner, { role, password });
    if (tooMany.length > 0) {
      say(
        `The database role "${role}" of API and worker can do more than they need: ${tooMany.join(', ')}. Payments go on; whoever gets into a process could use it. Take it away as a superuser: alter role "${role}" ${tooMany.map((one) => `no${one}`).join(' ')}.`,
      );
    }
  }
  await grantToProcesses(owner, role);
}

async function migrateLedger(settings: Settings): Promise<readonly string[]> {
  const roles = databaseRoles(settings);
  const database = openDatabase(roles.ownerUrl, { max: 2, applicationName: 'paidonce-migrate' });
  try {
    await untilAnswering(() => database.query('select 1'), {
      boundMs: databaseBoundMs,
      everyMs,
      onWaiting: (error) => say(`Waiting for the database: ${reason(error)}`),
    }).catch((cause: unknown) => {
      throw new MigrateError(
        `Nothing was touched. The database did not answer within ${databaseBoundMs / 1_000} s: ${reason(cause)}\n` +
          'Check DATABASE_OWNER_URL, or DATABASE_URL where it is not set, and the password, then run this again.',
        { cause },
      );
    });
    const migrated = await migrate(database, migrationsFolder, say);
    if (roles.processRole !== null) await prepareRole(database, roles.processRole, settings);
    return migrated;
  } finally {
    await database.close();
  }
}

/**
 * Asks the engine again while it refuses for a moment; returns the problem if it goes on refusing.
 */
async function registered(): Promise<Registered> {
  const endMs = performance.now() + refusalBoundMs;
  return untilAnswering(
    async () => {
      const done = await registerSearchAttributes(process.env);
      const { problem } = done;
      if (problem !== null && performance.now() < endMs) throw new MigrateError(problem);
      return done;
    },
    {
      boundMs: engineBoundMs,
      everyMs,
      onWaiting: (error) => say(`Waiting for the engine: ${reason(error)}`),
    },
  );
}

async function prepareEngine(): Promise<void> {
  const { problem, shown } = await registered().catch((cause: unknown) => {
    throw new MigrateError(
      `The ledger is up to date; the engine is not prepared. ${reason(cause)}\n` +
        'Check the TEMPORAL_* settings, then run this again: it repeats nothing.',
      { cause },
    );
  });
  if (problem === null) return;
  if (shown === 'first') {
    say(
      `The ledger is up to date. The engine does not register PayChannels and PayDeadline (${problem}).\n` +
        'Orders go on without them; to have them, register PayChannels (KeywordList) and PayDeadline (Datetime) by its own tools: api and worker look for them every three minutes.',
    );
    return;
  }
  say(
    `The ledger is up to date. The engine registers no search attributes (${problem}).\n` +
      'Register PayStatus and MerchantId (Keyword), NeedsAttention (Bool), AmountMinor (Int), PayChannels (KeywordList) and PayDeadline (Datetime) by its own tools: api and worker look for them every three minutes, and start orders without them until then.\n' +
      'Where the engine tells nobody which are registered, set PAIDONCE_SEARCH_ATTRIBUTES=off for api and worker: else no order may be started.',
  );
}

async function main(): Promise<void> {
  const settings = readSettings();
  const migrated = await migrateLedger(settings);
  if (settings.PAIDONCE_SEARCH_ATTRIBUTES === 'on') await prepareEngine();
  process.stdout.write(`${JSON.stringify({ migrated })}\n`);
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    say(error instanceof MigrateError ? error.message : String(error));
    process.exit(1);
  },
);
