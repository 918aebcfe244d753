import { type Database, openDatabase } from '../../../ledger/database/database.ts';
import { presentPower, tooMuchPower } from '../../../ledger/database/role-powers.ts';
import { type SchemaStanding, schemaStanding } from '../../../ledger/database/schema-standing.ts';
import type { Surroundings } from '../surroundings.ts';
import { type Finding, notWell, reasonOf, well } from './finding.ts';

const answerWithinMs = 5_000;
/** The oldest PostgreSQL that its makers still mend. */
const oldestMajor = 14;
/** Signatures of channels tolerate minutes; waits and deadlines suffer sooner. */
const mostSkewMs = 5_000;

function migrationFinding(standing: SchemaStanding): Finding {
  const what = 'migrations';
  const { pending, changed, unknown } = standing;
  if (changed.length > 0) {
    const help = 'Restore the files as released; put a change into a migration of its own.';
    return notWell(what, 'wrong', `changed after they ran: ${changed.join(', ')}`, help);
  }
  if (pending.length > 0) {
    const help = 'Run `paidonce migrate` as the role that owns the tables.';
    return notWell(what, 'wrong', `not yet run: ${pending.join(', ')}`, help);
  }
  if (unknown.length > 0) {
    const help =
      'The database is of a later release than this command; use the command of that release.';
    return notWell(what, 'look', `unknown here: ${unknown.join(', ')}`, help);
  }
  return well(what, 'all have run');
}

function clockFinding(standing: SchemaStanding, askedMs: number): Finding {
  const skewMs = standing.nowMs - (askedMs + Date.now()) / 2;
  const found = `the database’s clock is ${Math.round(skewMs)} ms ahead of this machine’s`;
  if (Math.abs(skewMs) <= mostSkewMs) return well('clock here', found);
  return notWell('clock here', 'wrong', found, 'Set both by NTP (chrony, systemd-timesyncd).');
}

async function findingsIn(database: Database): Promise<readonly Finding[]> {
  const askedMs = Date.now();
  const standing = await schemaStanding(database);
  const { version, major } = standing;
  const power = await tooMuchPower(database);
  return [
    major >= oldestMajor
      ? well('database', `PostgreSQL ${version} answers`)
      : notWell(
          'database',
          'wrong',
          `PostgreSQL ${version}`,
          `Upgrade it to ${oldestMajor} or newer.`,
        ),
    migrationFinding(standing),
    power === null
      ? well('database role', 'it can do what API and worker need, and no more')
      : notWell('database role', 'look', presentPower(power), 'See docs/deploying.md#two-roles.'),
    clockFinding(standing, askedMs),
  ];
}

/** The ledger's database: whether it answers, its version, migrations, role and clock. */
export async function databaseFindings({ env }: Surroundings): Promise<readonly Finding[]> {
  const url = env['DATABASE_URL'] ?? '';
  if (url === '') {
    const help = 'Run it with the environment of API and worker to have the database checked.';
    return [notWell('database', 'not_checked', 'DATABASE_URL is not set here', help)];
  }
  try {
    const settings = { max: 1, mostMs: answerWithinMs, applicationName: 'paidonce-doctor' };
    const database = openDatabase(url, settings);
    try {
      return await findingsIn(database);
    } finally {
      await database.close();
    }
  } catch (error) {
    const help = 'Check DATABASE_URL, the password, and that PostgreSQL listens there.';
    return [notWell('database', 'unreachable', reasonOf(error), help)];
  }
}
