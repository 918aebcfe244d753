import { parseArgs } from 'node:util';
import { z } from 'zod';
import { openDatabase, type Database } from '../ledger/database/database.ts';
import { type ApiKey, listApiKeys, revokeApiKey } from '../ledger/keys/api-keys.ts';

const environmentSchema = z.object({
  DATABASE_URL: z.string('is not set; it must be a PostgreSQL address, postgresql://…').min(1),
});

const wrongUsage = `No key was revoked. Without an argument the operations keys are listed; to revoke one, say who does it and why:
  node build/cli/revoke-ops-key.js KEY_ID --by "anna, operations" --reason "the key leaked; ticket 4711"`;

type Wanted = Readonly<{ id: string; by: string; reason: string }>;

/** Null: the keys are to be listed. @throws Error for wrong usage */
function readArguments(args: readonly string[]): Wanted | null {
  if (args.length === 0) return null;
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { by: { type: 'string' }, reason: { type: 'string' } },
      allowPositionals: true,
    });
    const [id, ...more] = positionals;
    const by = values.by?.trim() ?? '';
    const reason = values.reason?.trim() ?? '';
    if (id !== undefined && more.length === 0 && by !== '' && reason !== '') {
      return { id, by, reason };
    }
  } catch {
    // Told below.
  }
  // What was given is not repeated: it may be the key itself.
  throw new Error(wrongUsage);
}

function moment(ms: number): string {
  return new Date(ms).toISOString();
}

function lineOf({ id, prefix, label, createdAtMs, revokedAtMs }: ApiKey): string {
  const until = revokedAtMs === null ? 'in force' : `revoked ${moment(revokedAtMs)}`;
  return `${id}  ${prefix}…  made ${moment(createdAtMs)}  ${until}  ${label}\n`;
}

async function revoke(database: Database, { id, by, reason }: Wanted): Promise<void> {
  const wanted = { merchant: null, id, afterSeconds: 0 };
  const key = await revokeApiKey(database, wanted, { name: by, reason });
  if (key === null) {
    throw new Error(
      'No key was revoked: there is no operations key of this id. Without an argument they are listed; a merchant’s key is revoked over the API.',
    );
  }
  process.stdout.write(lineOf(key));
  process.stderr.write('Each API process refuses this key within five seconds.\n');
}

/**
 * `node build/cli/revoke-ops-key.js KEY_ID --by NAME --reason TEXT`: revokes an operations key at
 * once, and notes who did so and why. Without an argument it lists the operations keys, never the
 * keys themselves.
 */
async function revokeOpsKey(): Promise<void> {
  const wanted = readArguments(process.argv.slice(2));
  const { DATABASE_URL } = environmentSchema.parse(process.env);
  const database = openDatabase(DATABASE_URL, { max: 1, applicationName: 'paidonce-keys' });
  try {
    if (wanted === null) {
      for (const key of await listApiKeys(database, null)) process.stdout.write(lineOf(key));
    } else {
      await revoke(database, wanted);
    }
  } finally {
    await database.close();
  }
}

revokeOpsKey().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
