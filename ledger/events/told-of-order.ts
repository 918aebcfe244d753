import type { z } from 'zod';
import type { OrderKey } from '../../domain/values/order-key.ts';
import { type Db, select } from '../database/database.ts';
import { listOf, only, type RowOf, rowOf } from '../database/table.ts';
import { eventColumns } from './event-columns.ts';

const toldColumns = only(eventColumns, 'id', 'sequence', 'type', 'version', 'createdAtMs');

/** An event of an order, without the order as it then stood. */
export type ToldEvent = RowOf<typeof toldColumns>;

const toldRow: z.ZodType<ToldEvent> = rowOf(toldColumns);

/** What an order's merchant was told, in its sequence. */
export async function eventsOfOrder(db: Db, key: OrderKey, limit: number): Promise<ToldEvent[]> {
  return await select(
    db,
    toldRow,
    `select ${listOf(toldColumns)} from events
     where merchant = $1 and order_id = $2 order by sequence limit $3`,
    [key.merchant, key.orderId, limit],
  );
}
