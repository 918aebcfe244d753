import { z } from 'zod';
import { type Db, select } from '../database/database.ts';

const ownerRow = z.object({ merchant: z.string() });

/**
 * Merchants that have an order of this id, two at most: each merchant chooses its own order ids.
 */
export async function orderOwners(db: Db, orderId: string): Promise<string[]> {
  const rows = await select(
    db,
    ownerRow,
    'select merchant from orders where id = $1 order by merchant limit 2',
    [orderId],
  );
  return rows.map((row) => row.merchant);
}
