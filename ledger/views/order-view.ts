import type { OrderKey } from '../../domain/values/order-key.ts';
import { attemptsOfOrders } from '../orders/attempts.ts';
import { offersOfOrders } from '../texts/attempt-offers.ts';
import { type Db, snapshot } from '../database/database.ts';
import { rowsByOrder, theseOrders, valuesOfOrders } from '../database/rows-by-order.ts';
import { checkoutUrl, type OrderSnapshot, type OrderView, orderSnapshot } from './order-json.ts';
import { selectOrders, type StoredOrder } from '../orders/order-rows.ts';
import { type OrderTexts, orderTexts, tellsText, withTexts } from './order-texts.ts';
import { refundsOfOrders } from '../orders/refunds.ts';

/** An order as it is told, and whose it is. */
export type ViewedOrder = Readonly<{ key: OrderKey; view: OrderView }>;

/** `publicUrl`: where shoppers reach us, without a slash at the end. */
type Options = Readonly<{ publicUrl: string }>;

type Standing = Readonly<{ order: StoredOrder; told: OrderSnapshot }>;

async function standingsOf(db: Db, keys: readonly OrderKey[]): Promise<Standing[]> {
  const orders = await selectOrders(
    db,
    `where (merchant, id) in (${theseOrders})`,
    valuesOfOrders(keys),
  );
  const attempts = await attemptsOfOrders(db, keys);
  const refunds = await refundsOfOrders(db, keys);
  const offers = await offersOfOrders(db, keys);
  return orders.map((order) => {
    const of = { order, attempts: attempts.of(order.key), refunds: refunds.of(order.key) };
    return { order, told: orderSnapshot(order, of, order.version, offers) };
  });
}

function viewOf({ order, told }: Standing, texts: OrderTexts, { publicUrl }: Options): OrderView {
  return {
    ...withTexts(told, texts),
    // A hold is no fact, so no event shows it.
    attention: order.held ? [...told.attention, 'held' as const] : told.attention,
    checkout_url: checkoutUrl(publicUrl, order.checkoutToken),
  };
}

/**
 * Orders of docs/api.md#objects as they all stand at one moment, now, in the sequence of their
 * keys; unknown ones are left out. It takes the same few statements however many they are.
 */
export async function orderViews(
  db: Db,
  keys: readonly OrderKey[],
  options: Options,
): Promise<ViewedOrder[]> {
  if (keys.length === 0) return [];
  return snapshot(db, async (inside) => {
    const standings = await standingsOf(inside, keys);
    const withText = standings.filter(({ told }) => tellsText(told));
    const texts = await orderTexts(
      inside,
      withText.map(({ order }) => order.key),
    );
    const found = rowsByOrder(
      standings.map((one) => ({ ...one.order.key, view: viewOf(one, texts, options) })),
    );
    return keys.flatMap((key) => found.of(key).map(({ view }) => ({ key, view })));
  });
}

/** As `orderViews`, of one order; null when unknown. */
export async function orderView(
  db: Db,
  key: OrderKey,
  options: Options,
): Promise<OrderView | null> {
  return (await orderViews(db, [key], options))[0]?.view ?? null;
}
