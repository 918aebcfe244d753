import type { KeyRole, MerchantKeyRole } from '../../domain/values/key-role.ts';
import type { Database } from '../../ledger/database/database.ts';
import type { Caller } from '../limits/caller.ts';
import type { CallerGate } from '../limits/caller-gate.ts';
import { ProblemError } from '../problems/problem-error.ts';
import type { KeyLine } from './key-line.ts';

/** Who calls: a merchant, or the whole installation. `name`: the key's, for decisions (rule 18). */
export type Access =
  | Readonly<{ keyId: string; role: MerchantKeyRole; merchant: string; name: string }>
  | Readonly<{ keyId: string; role: 'ops'; merchant: null; name: string }>;

/** Whom a key opens the API to, and the moment from which on it does not; null: none is set. */
export type KnownKey = Readonly<{ access: Access; revokedAtMs: number | null }>;

/**
 * Has the ledger asked for a key that was never in force here, by `ask`, when and if it may be; what
 * it throws is thrown, and nothing is asked.
 */
export type FirstAsk = (ask: () => Promise<Access | null>) => Promise<Access | null>;

/**
 * Finds who a key belongs to; null for a key that is unknown or revoked.
 *
 * @param db the connections of what is asked with the key, so that no other work waits for it
 */
export type KeyLookup = (db: Database, key: string, firstAsk: FirstAsk) => Promise<Access | null>;

const bearer = /^Bearer +([\x21-\x7e]{1,200})$/i;

function unauthenticated(detail: string): ProblemError {
  return new ProblemError('unauthenticated', detail, {
    headers: { 'www-authenticate': 'Bearer' },
  });
}

function unknownKey(): ProblemError {
  return unauthenticated('That key is not known here; nothing was done.');
}

/** What is needed to find out who calls. */
type KeyDesk = Readonly<{
  lookUpKey: KeyLookup;
  database: Database;
  gate: CallerGate;
  /** Where a key waits that is not known here; null: it counts by its address until it is. */
  line: KeyLine | null;
}>;

/**
 * Finds out who calls. A call without a key, or with one that is not in force, counts by the address
 * it comes from; and so does the first call with a key, until the ledger knew it. In a line it is
 * looked up also where its address is over its limit.
 *
 * @throws ProblemError `unauthenticated`, `rate_limited`
 */
export async function authenticate(
  { lookUpKey, database, gate, line }: KeyDesk,
  authorization: string | undefined,
  from: Caller,
): Promise<Access> {
  const key = bearer.exec(authorization ?? '')?.[1];
  if (key === undefined) {
    await gate.pass(from);
    throw unauthenticated('Send your key as Authorization: Bearer KEY; nothing was done.');
  }
  const first = { isCounted: false };
  const access = await lookUpKey(database, key, async (ask) => {
    if (line !== null) {
      first.isCounted = await gate.isWithin(from);
      return line({ name: from.name, isOverLimit: !first.isCounted }, ask);
    }
    await gate.pass(from);
    first.isCounted = true;
    return ask();
  });
  if (access === null) {
    if (!first.isCounted) await gate.pass(from);
    throw unknownKey();
  }
  if (first.isCounted) gate.giveBack(from);
  return access;
}

/**
 * Looks again for the key of a call that was let in, and whose answer is held.
 *
 * @throws ProblemError `unauthenticated` if it is not in force any more
 */
export async function checkInForce(
  { lookUpKey, database }: Pick<KeyDesk, 'lookUpKey' | 'database'>,
  authorization: string | undefined,
): Promise<void> {
  const key = bearer.exec(authorization ?? '')?.[1] ?? '';
  // It was in force here: whether it is still is asked for whatever others do from its address.
  if ((await lookUpKey(database, key, (ask) => ask())) === null) throw unknownKey();
}

/** @throws ProblemError `role_not_allowed` */
export function requireRole(access: Access, roles: readonly KeyRole[]): void {
  if (roles.includes(access.role)) return;
  throw new ProblemError(
    'role_not_allowed',
    `This needs a key of role ${roles.join(' or ')}, and this one is ${access.role}; nothing was done.`,
  );
}
