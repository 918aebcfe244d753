import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { OrderKey } from '../../domain/values/order-key.ts';
import type { EventType } from '../../domain/facts/event-types.ts';
import { type Db, run, selectOne } from '../database/database.ts';
import type { OrderSnapshot } from '../views/order-json.ts';
import { insertAllOf, jsonRowsOf } from '../database/table.ts';
import { eventsTable } from './event-columns.ts';

/** An event about to be written, with the order as it then stands. */
export type NewEvent = Readonly<{
  type: EventType;
  version: number;
  snapshot: OrderSnapshot;
  atMs: number;
}>;

const counterRow = z.object({ last: z.number() });

/** Takes the next `count` numbers of a counter; returns the number before the first of them. */
async function draw(db: Db, sql: string, values: unknown[], count: number): Promise<number> {
  const row = await selectOne(db, counterRow, sql, values);
  if (row === null) throw new Error('Events must have a merchant and an order.');
  return row.last - count;
}

/**
 * Writes an order's events; only inside an append, whose lock on the order keeps its
 * sequence without a gap. It must be the append's last step: until the commit the merchant's
 * other appends wait here, so that the merchant's numbers are committed in order.
 */
export async function writeEvents(
  db: Db,
  key: OrderKey,
  events: readonly NewEvent[],
): Promise<void> {
  const count = events.length;
  if (count === 0) return;
  const sequence = await draw(
    db,
    `update orders set last_event_sequence = last_event_sequence + $3
     where merchant = $1 and id = $2 returning last_event_sequence as last`,
    [key.merchant, key.orderId, count],
    count,
  );
  const number = await draw(
    db,
    'update merchants set last_event = last_event + $2 where id = $1 returning last_event as last',
    [key.merchant, count],
    count,
  );
  const rows = events.map(({ atMs, ...event }, index) => ({
    ...key,
    ...event,
    id: `evt_${randomUUID().replaceAll('-', '')}`,
    number: number + index + 1,
    sequence: sequence + index + 1,
    createdAtMs: atMs,
  }));
  await run(db, insertAllOf(eventsTable), [jsonRowsOf(eventsTable.columns, rows)]);
}
