import type { EventPage } from '../../ledger/events/events.ts';
import type { OrderView } from '../../ledger/views/order-json.ts';
import { openTurns } from '../limits/turns.ts';
import { type SharedLooks, shareLooks } from './shared-looks.ts';

/** How held answers look again, for each thing that is waited for. */
export type HeldLooks = Readonly<{
  events: SharedLooks<EventPage>;
  orders: SharedLooks<OrderView>;
  /** Whether the key of who waits is still in force. */
  keys: SharedLooks<void>;
}>;

/**
 * Of one process. All that is held looks by turns with half of the connections at most, so that
 * whoever reads anew finds one; and one place is left for others than a caller whose looks hang.
 *
 * @param connections for what is read
 */
export function openHeldLooks(connections: number): HeldLooks {
  const all = Math.max(1, Math.floor(connections / 2));
  const turns = openTurns({ all, ofOne: Math.max(1, all - 1) });
  // A look has its place while it waits for a connection, which its caller has by turns, too. Where
  // there is but one place, all others would wait for that caller; so each has one of its own.
  const looks = all > 1 ? turns : openTurns({ all: Infinity, ofOne: 1 });
  return { events: shareLooks(looks), orders: shareLooks(looks), keys: shareLooks(turns) };
}
