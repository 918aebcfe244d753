import { z } from 'zod';
import { createApiKey } from '../ledger/keys/api-keys.ts';
import { openDatabase } from '../ledger/database/database.ts';

const environmentSchema = z.object({
  DATABASE_URL: z.string('is not set; it must be a PostgreSQL address, postgresql://…').min(1),
});

/**
 * `node build/cli/create-ops-key.js LABEL`: the first key of an installation.
 * With it, merchants and their keys are made over the API. The key is printed
 * once on standard output, and only its hash is kept.
 */
async function createOpsKey(): Promise<void> {
  const label = process.argv[2];
  if (label === undefined) {
    throw new Error(
      'No key was made. Say whose it is: node build/cli/create-ops-key.js "anna, operations".',
    );
  }
  const { DATABASE_URL } = environmentSchema.parse(process.env);
  const database = openDatabase(DATABASE_URL, { max: 1, applicationName: 'paidonce-keys' });
  try {
    const by = { name: 'create-ops-key', reason: null };
    const { key } = await createApiKey(database, { role: 'ops', merchant: null, label }, by);
    process.stdout.write(`${key}\n`);
    process.stderr.write('This key is shown once. Keep it where secrets are kept.\n');
  } finally {
    await database.close();
  }
}

createOpsKey().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
