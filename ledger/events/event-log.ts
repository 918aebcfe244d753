import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { OrderKey } from '../../domain/values/order-key.ts';
import type { EventType } from '../../domain/facts/event-types.ts';
import { type Db, run, selectOne } from '../database/database.ts';
import type { OrderSnapshot } from '../views/order-json.ts';
import { insertAllOf, jsonRowsOf, only } from '../database/table.ts';
import { eventColumns, eventsTable } from './event-columns.ts';

/** An event about to be written, with the order as it then stands. */
export type NewEvent = Readonly<{
  type: EventType;
  version: number;
  snapshot: OrderSnapshot;
  atMs: number;
}>;

const counterRow = z.object({ last: z.number() });

// Left out: a number of the merchant's, which an event gets after the commit.
const writtenColumns = {
  ...only(eventColumns, 'id', 'merchant', 'orderId', 'sequence', 'type', 'version'),
  ...only(eventColumns, 'snapshot', 'createdAtMs'),
};
const writtenTable = { ...eventsTable, columns: writtenColumns };

/**
 * Writes an order's events; only inside an append, whose lock on the order keeps its sequence
 * without a gap. They get the merchant's numbers by `numberToldEvents`, after the commit: so no
 * append waits for another of its merchant.
 */
export async function writeEvents(
  db: Db,
  key: OrderKey,
  events: readonly NewEvent[],
): Promise<void> {
  const count = events.length;
  if (count === 0) return;
  const drawn = await selectOne(
    db,
    counterRow,
    `update orders set last_event_sequence = last_event_sequence + $3
     where merchant = $1 and id = $2 returning last_event_sequence as last`,
    [key.merchant, key.orderId, count],
  );
  if (drawn === null) throw new Error('Events must have an order.');
  const rows = events.map(({ atMs, ...event }, index) => ({
    ...key,
    ...event,
    id: `evt_${randomUUID().replaceAll('-', '')}`,
    sequence: drawn.last - count + index + 1,
    createdAtMs: atMs,
  }));
  await run(db, insertAllOf(writtenTable), [jsonRowsOf(writtenColumns, rows)]);
}
