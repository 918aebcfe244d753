import type { Client, Event } from '../../client/index.ts';
import type { OrderBook } from './order-book.ts';
import { drawToken } from './order-number.ts';
import { afterEvent } from './shop-order.ts';

/** Takes an event down, and hands out what it pays for. One of no order of ours changes nothing. */
export function takeEvent(book: OrderBook, event: Event): void {
  book.change(event.order_id, (order) => afterEvent(order, event, `P-${drawToken().slice(0, 6)}`));
}

/**
 * Reads what was told since the last time, and takes it: a notice that was lost while the shop was
 * down harms nothing.
 *
 * @throws as the client does; what was read by then is kept
 */
export async function readOn(paidonce: Client, book: OrderBook): Promise<void> {
  for await (const page of paidonce.events.list({ after: Number(book.readTo()) }).pages()) {
    for (const event of page.data) takeEvent(book, event);
    if (page.next_cursor !== null) book.keepReadTo(page.next_cursor);
  }
}
