import type { OrderKey } from '../../domain/values/order-key.ts';
import { orderAttempts } from '../orders/attempts.ts';
import { orderOffers } from '../texts/attempt-offers.ts';
import { type Db, snapshot } from '../database/database.ts';
import { checkoutUrl, type OrderView, orderSnapshot } from './order-json.ts';
import { orderTexts, tellsText, withTexts } from './order-texts.ts';
import { findOrder } from '../orders/orders.ts';
import { orderRefunds } from '../orders/refunds.ts';

/**
 * The Order of docs/api.md#objects as it stands at one moment, now; null when unknown.
 *
 * @param options.publicUrl where shoppers reach us, without a slash at the end
 */
export async function orderView(
  db: Db,
  key: OrderKey,
  options: Readonly<{ publicUrl: string }>,
): Promise<OrderView | null> {
  return snapshot(db, async (inside) => {
    const order = await findOrder(inside, key);
    if (order === null) return null;
    const attempts = await orderAttempts(inside, key);
    const refunds = await orderRefunds(inside, key);
    const offers = await orderOffers(inside, key);
    const stands = orderSnapshot(order, { order, attempts, refunds }, order.version, offers);
    // A hold is no fact, so no event shows it.
    const attention = order.held ? [...stands.attention, 'held' as const] : stands.attention;
    return {
      ...withTexts(stands, await orderTexts(inside, tellsText(stands) ? [key] : [])),
      attention,
      checkout_url: checkoutUrl(options.publicUrl, order.checkoutToken),
    };
  });
}
