import type { KeyRole, MerchantKeyRole } from '../../domain/values/key-role.ts';
import type { Database } from '../../ledger/database/database.ts';
import { ProblemError } from '../problems/problem-error.ts';

/** Who calls: a merchant, or the whole installation. `name`: the key's, for decisions (rule 18). */
export type Access =
  | Readonly<{ keyId: string; role: MerchantKeyRole; merchant: string; name: string }>
  | Readonly<{ keyId: string; role: 'ops'; merchant: null; name: string }>;

/** Whom a key opens the API to, and the moment from which on it does not; null: none is set. */
export type KnownKey = Readonly<{ access: Access; revokedAtMs: number | null }>;

/**
 * Finds who a key belongs to; null for a key that is unknown or revoked.
 *
 * @param db the connections of what is asked with the key, so that no other work waits for it
 */
export type KeyLookup = (db: Database, key: string) => Promise<Access | null>;

const bearer = /^Bearer +([\x21-\x7e]{1,200})$/i;

function unauthenticated(detail: string): ProblemError {
  return new ProblemError('unauthenticated', detail, {
    headers: { 'www-authenticate': 'Bearer' },
  });
}

/** @throws ProblemError `unauthenticated` */
export async function authenticate(
  lookUp: KeyLookup,
  db: Database,
  authorization: string | undefined,
): Promise<Access> {
  const key = bearer.exec(authorization ?? '')?.[1];
  if (key === undefined) {
    throw unauthenticated('Send your key as Authorization: Bearer KEY; nothing was done.');
  }
  const access = await lookUp(db, key);
  if (access === null) throw unauthenticated('That key is not known here; nothing was done.');
  return access;
}

/** @throws ProblemError `role_not_allowed` */
export function requireRole(access: Access, roles: readonly KeyRole[]): void {
  if (roles.includes(access.role)) return;
  throw new ProblemError(
    'role_not_allowed',
    `This needs a key of role ${roles.join(' or ')}, and this one is ${access.role}; nothing was done.`,
  );
}
