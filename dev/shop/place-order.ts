import type { Client } from '../../client/index.ts';
import { type Cart, totalOf } from './cart.ts';
import type { OrderBook } from './order-book.ts';
import { orderNumberOf } from './order-number.ts';
import type { ShopOrder } from './shop-order.ts';

const payableForMs = 30 * 60_000;

/** Where the shop is reached: the shopper comes back to it, and notices come to it. */
export type ShopAddress = Readonly<{ url: string }>;

/**
 * Writes the order down under the number that its click names. The same click again, by a second
 * tap or by Back, is the same order, whatever is in the cart by now.
 */
export function writeOrder(book: OrderBook, click: string, cart: Cart): ShopOrder {
  const nowMs = Date.now();
  return book.add({
    number: orderNumberOf(click),
    lines: cart.map(({ good, count }) => ({ name: good.name, price: good.price, count })),
    total: totalOf(cart),
    placed_at: new Date(nowMs).toISOString(),
    expires_at: new Date(nowMs + payableForMs).toISOString(),
    checkout_url: null,
    told: [],
    standing: null,
    parcel: null,
  });
}

function descriptionOf({ lines }: ShopOrder): string {
  return lines.map(({ name, count }) => (count === 1 ? name : `${count} × ${name}`)).join(', ');
}

/**
 * Makes the order at PaidOnce, unless it is there: our number is its id, so making it twice makes
 * it once, also after an answer that was lost.
 *
 * @returns the order, with the address where it is paid
 * @throws as the client does
 */
export async function makePayable(
  paidonce: Client,
  book: OrderBook,
  shop: ShopAddress,
  order: ShopOrder,
): Promise<ShopOrder> {
  if (order.checkout_url !== null) return order;
  const { checkout_url } = await paidonce.orders.create({
    id: order.number,
    amount: { currency: 'CNY', value: order.total },
    description: descriptionOf(order),
    // The moment and not a span: the same request an hour later is still the same.
    expires_at: order.expires_at,
    return_url: `${shop.url}/orders/${order.number}`,
    notify_url: `${shop.url}/notices`,
  });
  return book.change(order.number, (one) => ({ ...one, checkout_url })) ?? order;
}
