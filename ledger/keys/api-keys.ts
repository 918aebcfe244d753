import { createHash, randomBytes } from 'node:crypto';
import { keyRoles, type MerchantKeyRole } from '../../domain/values/key-role.ts';
import { type Db, run, select, selectOne } from '../database/database.ts';
import { oneOf, orNull, text, time } from '../database/column.ts';
import { listOf, type RowOf, rowOf, type Table } from '../database/table.ts';

/** What is told of a key again. */
const toldColumns = {
  id: text('id'),
  /** Null for an ops key. */
  merchant: orNull(text('merchant')),
  role: oneOf('role', keyRoles),
  /** The key's first characters, by which people tell keys apart. */
  prefix: text('prefix'),
  label: text('label'),
  createdAtMs: time('created_at'),
  revokedAtMs: orNull(time('revoked_at')),
};
const columns = listOf(toldColumns);
const keyRow = rowOf(toldColumns);

/** What is kept of a key: never the key itself. */
export type ApiKey = RowOf<typeof toldColumns>;

export const apiKeysTable = {
  name: 'api_keys',
  columns: toldColumns,
  // Asked for, and never told.
  besides: ['hash'],
} as const satisfies Table;

export type NewApiKey =
  | Readonly<{ role: MerchantKeyRole; merchant: string; label?: string }>
  | Readonly<{ role: 'ops'; merchant: null; label?: string }>;

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
