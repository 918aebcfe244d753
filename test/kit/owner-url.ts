import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { RunningPaidOnce } from './paidonce.ts';

const keys = z.object({ postgres_owner_password: z.string() });

/**
 * The ledger as the role that owns its tables, for what a test changes behind the product's back;
 * `addresses.database` is as API and worker have it.
 */
export function ownerUrl({ addresses, dataFolder }: RunningPaidOnce): string {
  const kept = keys.parse(JSON.parse(readFileSync(join(dataFolder, 'keys.json'), 'utf8')));
  const url = new URL(addresses.database);
  url.username = 'paidonce_owner';
  url.password = kept.postgres_owner_password;
  return url.href;
}
