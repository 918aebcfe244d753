import { createHash, randomBytes } from 'node:crypto';
import { keyRoles, type MerchantKeyRole } from '../../domain/values/key-role.ts';
import { type Db, select, selectOne, transaction } from '../database/database.ts';
import { type Actor, noteAct } from '../acts/acts.ts';
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

function noteKeyAct(
  db: Db,
  by: Actor,
  what: 'key_created' | 'key_revoked',
  { id, merchant, role, label, prefix }: ApiKey,
  detail: Readonly<Record<string, unknown>>,
): Promise<void> {
  return noteAct(db, by, {
    what,
    merchant,
    subject: id,
    detail: { role, label, prefix, ...detail },
  });
}

/** A merchant's key by its id, revoked or not; null when that merchant has no such key. */
export async function findKeyOf(
  db: Db,
  merchant: string | null,
  id: string,
): Promise<ApiKey | null> {
  return selectOne(
    db,
    keyRow,
    `select ${columns} from api_keys where id = $1 and merchant is not distinct from $2`,
    [id, merchant],
  );
}

function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

/**
 * Draws a key `po_{merchant or ops}_{random}` and stores its hash.
 *
 * @param by who makes it; null: no person, so no act is noted
 * @returns `key` must be shown now: it can't be read again
 * @throws LedgerViolation for an unknown merchant
 */
export async function createApiKey(
  db: Db,
  newKey: NewApiKey,
  by: Actor | null = null,
): Promise<Readonly<{ key: string; apiKey: ApiKey }>> {
  const start = `po_${newKey.merchant ?? 'ops'}_`;
  const key = start + randomBytes(randomByteCount).toString('base64url');
  const values = [
    `key_${randomBytes(12).toString('hex')}`,
    newKey.merchant,
    newKey.role,
    hashOf(key),
    key.slice(0, start.length + shownOfRandom),
    newKey.label ?? '',
  ];
  return transaction(db, async (inside) => {
    const apiKey = await selectOne(
      inside,
      keyRow,
      `insert into api_keys (id, merchant, role, hash, prefix, label)
       values ($1, $2, $3, $4, $5, $6) returning ${columns}`,
      values,
    );
    if (apiKey === null) throw new Error('The database returned no row for a new key.');
    if (by !== null) await noteKeyAct(inside, by, 'key_created', apiKey, {});
    return { key, apiKey };
  });
}

/** The key that a caller presented; null when unknown or revoked. */
export async function findApiKey(db: Db, key: string): Promise<ApiKey | null> {
  return selectOne(
    db,
    keyRow,
    `select ${columns} from api_keys
     where hash = $1 and (revoked_at is null or revoked_at > clock_timestamp())`,
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

/** A key to revoke. */
export type Revocation = Readonly<{
  /** Null: a key of the installation. */
  merchant: string | null;
  id: string;
  /** How long it still opens what it is for, in seconds: while its successor is put in its place. */
  afterSeconds: number;
}>;

/**
 * Revokes a key, now or after an overlap, and notes who did so. A revocation is never put off: of
 * two the earlier moment counts, and only one that changes something is noted.
 *
 * @returns the key as it stands now; null when that merchant has no such key
 */
export async function revokeApiKey(
  db: Db,
  { merchant, id, afterSeconds }: Revocation,
  by: Actor,
): Promise<ApiKey | null> {
  return transaction(db, async (inside) => {
    const revoked = await selectOne(
      inside,
      keyRow,
      `update api_keys set revoked_at = clock_timestamp() + $3 * interval '1 second'
       where id = $1 and merchant is not distinct from $2
         and coalesce(revoked_at, 'infinity') > clock_timestamp() + $3 * interval '1 second'
       returning ${columns}`,
      [id, merchant, afterSeconds],
    );
    if (revoked === null) return findKeyOf(inside, merchant, id);
    await noteKeyAct(inside, by, 'key_revoked', revoked, { after_s: afterSeconds });
    return revoked;
  });
}
