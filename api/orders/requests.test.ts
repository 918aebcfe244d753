import { expect, test } from 'vitest';
import { attemptRequest } from '../payments/attempt-request.ts';
import { orderRequest } from './order-request.ts';

const order = {
  id: 'A-1001',
  amount: { currency: 'CNY', value: 1999 },
  description: 'Two tickets',
  expires_in: 900,
};

test('the contract’s example is an order', () => {
  const full = {
    ...order,
    return_url: 'https://shop.example/orders/A-1001',
    notify_url: 'https://shop.example/hooks',
    late_payment: 'refund',
    metadata: { cart: '77' },
  };
  expect(orderRequest.parse(full)).toEqual(full);
});

test('the time an order expires may be given in the place of its duration, never both', () => {
  const rest = { id: order.id, amount: order.amount, description: order.description };
  const expires_at = '2030-01-01T08:00:00+08:00';
  expect(orderRequest.safeParse({ ...rest, expires_at }).success).toBe(true);
  expect(orderRequest.safeParse(rest).success).toBe(false);
  expect(orderRequest.safeParse({ ...order, expires_at }).success).toBe(false);
});

test.each([
  ['an amount of nothing', { amount: { currency: 'CNY', value: 0 } }],
  ['an amount that is no whole number', { amount: { currency: 'CNY', value: 19.99 } }],
  ['an amount beyond safe integers', { amount: { currency: 'CNY', value: 2 ** 53 } }],
  ['an amount as text', { amount: { currency: 'CNY', value: '1999' } }],
  ['a currency that does not exist', { amount: { currency: 'XQQ', value: 1 } }],
  ['an id with a slash', { id: 'a/b' }],
  ['an id in Chinese', { id: '订单' }],
  ['an id with a newline at its end', { id: 'a\n' }],
  ['a description that is too long', { description: 'x'.repeat(128) }],
  ['an order of no time', { expires_in: 0 }],
  ['an order of a year', { expires_in: 365 * 86_400 }],
  ['an address that runs scripts', { return_url: 'javascript:alert(1)' }],
  ['an address with a password in it', { notify_url: 'https://a:b@shop.example/' }],
  ['a word on late payments that is none', { late_payment: 'keep' }],
  ['metadata that is no text', { metadata: { cart: 77 } }],
  ['a field that is none', { price: 1 }],
])('an order request is refused for %s', (_name, change) => {
  expect(orderRequest.safeParse({ ...order, ...change }).success).toBe(false);
});

test.each([
  ['an address that is no address', { ip: '1.2.3' }],
  ['a mail address that is none', { email: 'nobody' }],
  ['an empty openid', { openid: '' }],
  ['a field that is none', { phone: '1' }],
])('an attempt request is refused for a shopper with %s', (_name, shopper) => {
  const request = { channel: 'wechat', method: 'qr', shopper };
  expect(attemptRequest.safeParse(request).success).toBe(false);
});
