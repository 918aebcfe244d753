import { expect, test } from 'vitest';
import { InvariantViolation } from '../invariant.ts';
import { money, sameMoney } from './money.ts';

test('rule 17: money is a whole number of minor units with its currency', () => {
  expect(money(1_999, 'CNY')).toEqual({ amountMinor: 1_999, currency: 'CNY' });
  expect(money(0, 'JPY').amountMinor).toBe(0);
  expect(Object.isFrozen(money(1, 'CNY'))).toBe(true);
});

test.each([19.99, Number.NaN, Number.POSITIVE_INFINITY, Number.MAX_SAFE_INTEGER + 1, -1])(
  'rule 17: %d is no amount',
  (amount) => {
    expect(() => money(amount, 'CNY')).toThrow(InvariantViolation);
  },
);

test('rule 5: the same number in another currency is another amount', () => {
  expect(sameMoney(money(1_999, 'CNY'), money(1_999, 'CNY'))).toBe(true);
  expect(sameMoney(money(1_999, 'CNY'), money(1_999, 'JPY'))).toBe(false);
  expect(sameMoney(money(1_999, 'CNY'), money(2_000, 'CNY'))).toBe(false);
});
