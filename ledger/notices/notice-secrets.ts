import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type Actor, noteAct } from '../acts/acts.ts';
import { type Db, run, select, selectOne, transaction } from '../database/database.ts';
import { dueLinesAtOnce } from './notice-lines.ts';

const idRow = z.object({ id: z.string() });

/** How long those before a new secret go on signing. */
export type Overlap = Readonly<{ merchant: string; overlapSeconds: number }>;

/**
 * Makes a merchant's newest secret. Those before it sign until the overlap is over, or sooner where
 * they ended sooner. What waits for its merchant is tried again at once: now it can be signed, or
 * is signed as the receiver knows.
 *
 * @returns its id, of which the secret is derived; null for an unknown merchant
 */
export async function addNoticeSecret(
  db: Db,
  { merchant, overlapSeconds }: Overlap,
  by: Actor,
): Promise<string | null> {
  return transaction(db, async (inside) => {
    // One at a time: of two secrets made at once, each must end the other's time or be ended by it.
    const known = await selectOne(
      inside,
      idRow,
      'select id from merchants where id = $1 for no key update',
      [merchant],
    );
    if (known === null) return null;
    await run(
      inside,
      `update notice_secrets set ends_at = least(ends_at, now() + $2 * interval '1 second')
       where merchant = $1 and (ends_at is null or ends_at > now())`,
      [merchant, overlapSeconds],
    );
    const id = `nsec_${randomUUID().replaceAll('-', '')}`;
    await run(inside, 'insert into notice_secrets (id, merchant) values ($1, $2)', [id, merchant]);
    await dueLinesAtOnce(inside, merchant);
    await run(
      inside,
      'update notice_endpoints set failures = 0, closed_until = null where merchant = $1',
      [merchant],
    );
    const detail = { overlap_s: overlapSeconds };
    await noteAct(inside, by, { what: 'notice_secret_made', merchant, subject: id, detail });
    return id;
  });
}

/** Ids of the secrets that sign a merchant's notices now, the newest first. */
export async function signingSecrets(db: Db, merchant: string): Promise<string[]> {
  const rows = await select(
    db,
    idRow,
    `select id from notice_secrets where merchant = $1 and (ends_at is null or ends_at > now())
     order by created_at desc, id`,
    [merchant],
  );
  return rows.map(({ id }) => id);
}
