import { z } from 'zod';
import { type Db, selectOne } from '../database/database.ts';
import type { IdempotencyName } from './idempotency-keys.ts';

const drawnRow = z.object({ drawn: z.string() });

/**
 * The id under which a request makes its resource: the id that an earlier holder
 * of the lease drew, else `candidate`.
 *
 * @returns null when the lease was lost meanwhile: another holder runs
 */
export async function drawId(
  db: Db,
  name: IdempotencyName,
  lease: string,
  candidate: string,
): Promise<string | null> {
  const row = await selectOne(
    db,
    drawnRow,
    `update idempotency_keys set drawn = coalesce(drawn, $4)
     where scope = $1 and key = $2 and lease = $3 returning drawn`,
    [name.scope, name.key, lease, candidate],
  );
  return row && row.drawn;
}
