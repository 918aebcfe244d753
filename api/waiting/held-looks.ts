import type { EventPage } from '../../ledger/events/events.ts';
import type { OrderView } from '../../ledger/views/order-json.ts';
import { openLine, type SharedLooks, shareLooks } from './shared-looks.ts';

/** How held answers look again, for each thing that is waited for. */
export type HeldLooks = Readonly<{
  events: SharedLooks<EventPage>;
  orders: SharedLooks<OrderView>;
  /** Whether the key of who waits is still in force. */
  keys: SharedLooks<void>;
}>;

/**
 * Of one process. All that is held looks in one line, with half of the connections at most, so that
 * whoever reads anew finds one.
 *
 * @param connections for what is read
 */
export function openHeldLooks(connections: number): HeldLooks {
  const line = openLine(Math.max(1, Math.floor(connections / 2)));
  return { events: shareLooks(line), orders: shareLooks(line), keys: shareLooks(line) };
}
