import type { z } from 'zod';
import type { OrderKey } from '../../domain/values/order-key.ts';
import type { EventType } from '../../domain/facts/event-types.ts';
import { type Db, select, selectOne } from '../database/database.ts';
import { checkoutUrl, type OrderView } from '../views/order-json.ts';
import { type OrderTexts, orderTexts, withTexts } from '../views/order-texts.ts';
import { text } from '../database/column.ts';
import { listOf, rowOf } from '../database/table.ts';
import { rfc3339 } from '../database/time.ts';
import { eventColumns } from './event-columns.ts';

/** @see docs/api.md#objects, Event */
export type EventView = Readonly<{
  id: string;
  order_id: string;
  sequence: number;
  type: EventType;
  created_at: string;
  data: Readonly<{ order: OrderView }>;
}>;

/** An event with what is needed to deliver it. */
export type StoredEvent = EventView & Readonly<{ merchant: string; number: number }>;

/** An event as it is told, in a list and in a notice alike. */
export function toldEvent({
  id,
  order_id,
  sequence,
  type,
  created_at,
  data,
}: StoredEvent): EventView {
  return { id, order_id, sequence, type, created_at, data };
}

/** A page of events. `lastNumber`: the number of its last event or, if it is empty, `after`. */
export type EventPage = Readonly<{ events: StoredEvent[]; lastNumber: number }>;

const ofItsOrder = { checkoutToken: text('checkout_token') };
const eventRow = rowOf({ ...eventColumns, ...ofItsOrder });
type EventRow = z.output<typeof eventRow>;

function keyOf({ merchant, orderId }: EventRow): OrderKey {
  return { merchant, orderId };
}

function storedEvent(row: EventRow, texts: OrderTexts, publicUrl: string): StoredEvent {
  const { merchant, number, id, orderId, sequence, type, snapshot } = row;
  return {
    merchant,
    number,
    id,
    order_id: orderId,
    sequence,
    type,
    created_at: rfc3339(row.createdAtMs),
    data: {
      order: {
        ...withTexts(snapshot, texts),
        checkout_url: checkoutUrl(publicUrl, row.checkoutToken),
      },
    },
  };
}

const events = `select ${listOf(eventColumns, 'events')}, ${listOf(ofItsOrder, 'orders')}
  from events join orders
  on orders.merchant = events.merchant and orders.id = events.order_id`;

async function page(
  db: Db,
  sql: string,
  values: unknown[],
  after: number,
  publicUrl: string,
): Promise<EventPage> {
  const rows = await select(db, eventRow, sql, values);
  const texts = await orderTexts(db, rows.map(keyOf));
  return {
    events: rows.map((row) => storedEvent(row, texts, publicUrl)),
    lastNumber: rows.at(-1)?.number ?? after,
  };
}

/**
 * A merchant's events after a number, in the order of their commits: no event is ever
 * inserted before one that was read.
 *
 * @param options.after the merchant's number of the last event read; 0 for all
 * @param options.publicUrl where shoppers reach us, without a slash at the end
 */
export async function listEvents(
  db: Db,
  options: Readonly<{ merchant: string; after: number; limit: number; publicUrl: string }>,
): Promise<EventPage> {
  return page(
    db,
    `${events} where events.merchant = $1 and events.number > $2 order by events.number limit $3`,
    [options.merchant, options.after, options.limit],
    options.after,
    options.publicUrl,
  );
}

/**
 * An order's events in the order they are told.
 *
 * @param options.after sequence of the last event read; 0, the default, for all
 */
export async function orderEvents(
  db: Db,
  key: OrderKey,
  options: Readonly<{ after?: number; limit?: number; publicUrl: string }>,
): Promise<EventPage> {
  return page(
    db,
    `${events} where events.merchant = $1 and events.order_id = $2 and events.sequence > $3
     order by events.sequence limit $4`,
    [key.merchant, key.orderId, options.after ?? 0, options.limit ?? 1_000],
    0,
    options.publicUrl,
  );
}

/** An event by its id; null when unknown. */
export async function findEvent(
  db: Db,
  id: string,
  options: Readonly<{ publicUrl: string }>,
): Promise<StoredEvent | null> {
  const row = await selectOne(db, eventRow, `${events} where events.id = $1`, [id]);
  return row && storedEvent(row, await orderTexts(db, [keyOf(row)]), options.publicUrl);
}
