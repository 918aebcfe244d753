import { expect, test } from 'vitest';
import { drawPaymentNumber } from './payment-number.ts';

test('a payment number is 27 of 0-9 and A-Z, whatever was drawn', () => {
  expect(drawPaymentNumber(Buffer.alloc(17, 0))).toMatch(/^0{27}$/);
  expect(drawPaymentNumber(Buffer.alloc(17, 255))).toMatch(/^[0-9A-Z]{27}$/);
  for (let drawn = 0; drawn < 500; drawn += 1) {
    expect(drawPaymentNumber()).toMatch(/^[0-9A-Z]{27}$/);
  }
});

test('payment numbers carry at least 120 random bits: each bit drawn changes the number', () => {
  const numbers = new Set<string>();
  for (let bit = 0; bit < 17 * 8; bit += 1) {
    const bytes = Buffer.alloc(17);
    bytes[Math.floor(bit / 8)] = 1 << (bit % 8);
    numbers.add(drawPaymentNumber(bytes));
  }
  expect(numbers.size).toBe(136);
});

test('ten thousand payment numbers are ten thousand', () => {
  expect(new Set(Array.from({ length: 10_000 }, () => drawPaymentNumber())).size).toBe(10_000);
});
