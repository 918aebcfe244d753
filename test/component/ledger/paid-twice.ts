import type { OrderKey } from '../../../domain/values/order-key.ts';
import type { Database } from '../../../ledger/database/database.ts';
import { createOrder } from '../../../ledger/orders/orders.ts';
import {
  appendNext,
  captured,
  drawNumber,
  duplicate,
  heldCompensation,
  offered,
  orderOf,
  paidBy,
  planned,
} from './order-facts.ts';

/** An order that was paid twice. `refund`: the number of the compensation, which waits for a person. */
export type PaidTwice = Readonly<{
  key: OrderKey;
  winner: string;
  second: string;
  refund: string;
}>;

/** Writes such an order; its compensation is over the cap. */
export async function paidTwice(
  database: Database,
  merchant: string,
  orderId: string,
): Promise<PaidTwice> {
  const order = orderOf(merchant, orderId);
  const { key } = order;
  await createOrder(database, order);
  const [winner, second] = [drawNumber(), drawNumber()];
  const facts = [planned(winner), offered(winner), planned(second), captured(winner)];
  await appendNext(database, key, ...facts, paidBy(winner));
  await appendNext(database, key, captured(second), duplicate(second));
  await appendNext(database, key, heldCompensation(second, 'over_cap'));
  return { key, winner, second, refund: `${second}R1` };
}
