import { expect, test } from 'vitest';
import { cartCookie, cartOf, totalOf, withMore } from './cart.ts';

test('a cart is what its cookie says, as far as the shop has it, at the shop’s prices', () => {
  const cart = cartOf('a=b; shop_cart=gaiwan.2_gold.1_longjing.x_tasting.1; c=d');
  expect(cart.map(({ good, count }) => [good.id, count])).toEqual([
    ['gaiwan', 2],
    ['tasting', 1],
  ]);
  expect(totalOf(cart)).toBe(2 * 4500 + 1999);
  expect(cartOf(cartCookie(cart))).toEqual(cart);
});

test('a cart holds at most nine of a good, and none of what was taken out', () => {
  const full = withMore(cartOf('shop_cart=gaiwan.9'), 'gaiwan', 1);
  expect(full.map((line) => line.count)).toEqual([9]);
  expect(withMore(cartOf('shop_cart=gaiwan.1'), 'gaiwan', -1)).toEqual([]);
  expect(withMore([], 'gaiwan', -1)).toEqual([]);
});
