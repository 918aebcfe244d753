import type { OrderKey } from '../../domain/values/order-key.ts';
import type { Admission, Seat } from './admission.ts';

/**
 * Does what a merchant asks of an order from a seat that is taken before anything is written: what
 * gets none leaves nothing behind, not even its key.
 *
 * @param needsNone whether the ledger alone answers it; looked at only where no seat is free
 * @throws ProblemError `overloaded`, and what `work` throws
 */
export async function withSeat<T>(
  admission: Admission,
  order: OrderKey,
  needsNone: () => Promise<boolean>,
  work: (seat: Seat) => Promise<T>,
): Promise<T> {
  const atOnce = admission.seatAtOnce(order);
  const seat = atOnce ?? ((await needsNone()) ? admission.standing : await admission.seat(order));
  try {
    return await work(seat);
  } finally {
    seat.leave();
  }
}
