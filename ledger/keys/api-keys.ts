import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { type Db, run, select, selectOne } from '../database/database.ts';
import { timeMs } from '../database/time.ts';

/**
 * @see docs/api.md#keys-and-forms: `ops` is for the whole installation, the others for one merchant
 */
export type ApiKeyRole = 'merchant' | 'read' | 'ops';

/** What is stored of a key, never the key itself. */
export type ApiKey = Readonly<{
  id: string;
  /** Null for an ops key. */
  merchant: string | null;
  role: ApiKeyRole;
  /** The key's first characters, by which people tell keys apart. */
  prefix: string;
  label: string;
  createdAtMs: number;
  revokedAtMs: number | null;
}>;

export type NewApiKey =
  | Readonly<{ role: 'merchant' | 'read'; merchant: string; label?: string }>
  | Readonly<{ role: 'ops'; merchant: null; label?: string }>;

const keyRow = z
  .object({
    id: z.string(),
    merchant: z.string().nullable(),
    role: z.enum(['merchant', 'read', 'ops']),
    prefix: z.string(),
    label: z.string(),
    created_at: timeMs,
    revoked_at: timeMs.nullable(),
  })
  .transform((row): ApiKey => ({
    id: row.id,
    merchant: row.merchant,
    role: row.role,
    prefix: row.prefix,
    label: row.label,
    createdAtMs: row.created_at,
    revokedAtMs: row.revoked_at,
  }));
const columns = 'id, merchant, role, prefix, label, created_at, revoked_at';

/** A key holds 256 random bits, so nobody can guess it from a plain hash. */
const randomByteCount = 32;
const shownOfRandom = 6;

function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

/**
 * Draws a key `po_{merchant or ops}_{random}` and stores its hash.
 *
 * @returns `key` must be shown now: it can't be read again
 * @throws LedgerViolation for an unknown merchant
 */
export async function createApiKey(
  db: Db,
  newKey: NewApiKey,
): Promise<Readonly<{ key: string; apiKey: ApiKey }>> {
  const start = `po_${newKey.merchant ?? 'ops'}_`;
  const key = start + randomBytes(randomByteCount).toString('base64url');
  const apiKey = await selectOne(
    db,
    keyRow,
    `insert into api_keys (id, merchant, role, hash, prefix, label)
     values ($1, $2, $3, $4, $5, $6) returning ${columns}`,
    [
      `key_${randomBytes(12).toString('hex')}`,
      newKey.merchant,
      newKey.role,
      hashOf(key),
      key.slice(0, start.length + shownOfRandom),
      newKey.label ?? '',
    ],
  );
  if (apiKey === null) throw new Error('The database returned no row for a new key.');
  return { key, apiKey };
}

/** The key that a caller presented; null when unknown or revoked. */
export async function findApiKey(db: Db, key: string): Promise<ApiKey | null> {
  return selectOne(
    db,
    keyRow,
    `select ${columns} from api_keys where hash = $1 and revoked_at is null`,
    [hashOf(key)],
  );
}

/** A merchant's keys, oldest first; null: the keys of the installation. */
export async function listApiKeys(db: Db, merchant: string | null): Promise<ApiKey[]> {
  return select(
    db,
    keyRow,
    `select ${columns} from api_keys where merchant is not distinct from $1 order by created_at, id`,
    [merchant],
  );
}

/** Revokes a key; false when it is unknown or was revoked before. */
export async function revokeApiKey(db: Db, id: string): Promise<boolean> {
  return (
    (await run(db, 'update api_keys set revoked_at = now() where id = $1 and revoked_at is null', [
      id,
    ])) === 1
  );
}
