import { type Good, goodOf } from './goods.ts';

/** One good, and how many of it. */
export type CartLine = Readonly<{ good: Good; count: number }>;

/** What a shopper means to buy; kept in a cookie, which names goods and no prices. */
export type Cart = readonly CartLine[];

const mostOfOne = 9;
const cookieName = 'shop_cart';
const keptS = 7 * 24 * 3_600;

/** Reads a `Cookie` header. What is not a cart is an empty one. */
export function cartOf(header: string | undefined): Cart {
  const pairs = (header ?? '').split(';').map((one) => one.trim());
  const kept = pairs.find((one) => one.startsWith(`${cookieName}=`)) ?? '';
  const lines = kept.slice(cookieName.length + 1).split('_');
  return lines.reduce<Cart>((cart, line) => {
    const [id = '', count = ''] = line.split('.');
    return /^[1-9]$/.test(count) ? withMore(cart, id, Number(count)) : cart;
  }, []);
}

/** @returns a `Set-Cookie` header */
export function cartCookie(cart: Cart): string {
  const kept = cart.map(({ good, count }) => `${good.id}.${count}`).join('_');
  const age = cart.length === 0 ? 0 : keptS;
  return `${cookieName}=${kept}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${age}`;
}

/**
 * The cart with more of a good, or less: none is left of what reaches 0, and of no good more than 9.
 *
 * @param more whole number; negative takes out
 */
export function withMore(cart: Cart, id: string, more: number): Cart {
  const good = goodOf(id);
  if (good === null) return cart;
  const old = cart.find((line) => line.good === good);
  const count = Math.min(mostOfOne, (old?.count ?? 0) + more);
  const line = { good, count };
  const changed =
    old === undefined ? [...cart, line] : cart.map((one) => (one === old ? line : one));
  return changed.filter((one) => one.count > 0);
}

/** What the cart costs, minor units. */
export function totalOf(cart: Cart): number {
  return cart.reduce((sum, { good, count }) => sum + good.price * count, 0);
}
