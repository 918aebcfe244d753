import { code } from 'currency-codes';
import { expect, test } from 'vitest';
import fc from 'fast-check';
import {
  exponentOf,
  fromChannelUnits,
  fromDecimal,
  isCurrency,
  toChannelUnits,
  toDecimal,
} from './currency.ts';
import { InvariantViolation } from '../invariant.ts';

const stripe = { ISK: 2 };
const paypal = { HUF: 0, TWD: 0 };

test.each([
  ['CNY', 2],
  ['USD', 2],
  ['BRL', 2],
  ['JPY', 0],
  ['KRW', 0],
  ['ISK', 0],
  ['KWD', 3],
  ['HUF', 2],
])('rule 17: %s has %i decimal places', (currency, places) => {
  expect(exponentOf(currency)).toBe(places);
});

test('rule 17: exponents are per channel', () => {
  expect(exponentOf('ISK', stripe)).toBe(2);
  expect(exponentOf('HUF', paypal)).toBe(0);
  expect(exponentOf('CNY', paypal)).toBe(2);
});

test('rule 17: a currency that ISO 4217 does not know stops instead of guessing', () => {
  expect(() => exponentOf('QQQ')).toThrow(InvariantViolation);
  expect(() => toDecimal(1, 'QQQ')).toThrow(InvariantViolation);
  // A name that every object has must not count as an override.
  expect(() => exponentOf('constructor', {})).toThrow(InvariantViolation);
});

test('rule 17: a currency is written in capitals and has minor units', () => {
  expect(isCurrency('CNY')).toBe(true);
  expect(isCurrency('cny')).toBe(false);
  expect(isCurrency('QQQ')).toBe(false);
  expect(isCurrency('')).toBe(false);
});

test.each([
  [1_999, 'CNY', '19.99'],
  [5, 'CNY', '0.05'],
  [0, 'CNY', '0.00'],
  [100, 'CNY', '1.00'],
  [1_999, 'JPY', '1999'],
  [1_999, 'KWD', '1.999'],
  [7, 'KWD', '0.007'],
  [9_007_199_254_740_991, 'CNY', '90071992547409.91'],
])('rule 17: %i minor units of %s are %s', (minor, currency, text) => {
  expect(toDecimal(minor, currency)).toBe(text);
  expect(fromDecimal(text, currency)).toBe(minor);
});

test('rule 17: what a channel counts otherwise is converted exactly', () => {
  expect(toChannelUnits(1_999, 'ISK', stripe)).toBe(199_900);
  expect(fromChannelUnits(199_900, 'ISK', stripe)).toBe(1_999);
  expect(toDecimal(199_900, 'HUF', paypal)).toBe('1999');
  expect(fromDecimal('1999', 'HUF')).toBe(199_900);
});

test('rule 17: what a channel cannot take exactly is told, never rounded', () => {
  expect(toChannelUnits(199_950, 'HUF', paypal)).toBeNull();
  expect(fromChannelUnits(199_950, 'ISK', stripe)).toBeNull();
  expect(() => toDecimal(199_950, 'HUF', paypal)).toThrow(InvariantViolation);
});

test('rule 17: a decimal is read exactly or not at all', () => {
  expect(fromDecimal('19.9', 'CNY')).toBe(1_990);
  expect(fromDecimal('19', 'CNY')).toBe(1_900);
  expect(fromDecimal('19.990', 'CNY')).toBe(1_999);
  for (const text of ['', '.5', '5.', '-1.00', '1e3', '1,000.00', ' 1.00', '19.999', 'NaN']) {
    expect(fromDecimal(text, 'CNY'), text).toBeNull();
  }
  expect(fromDecimal('9999999999999999.00', 'CNY')).toBeNull();
});

test('rule 17: minor units are whole and never negative', () => {
  expect(() => toDecimal(19.99, 'CNY')).toThrow(InvariantViolation);
  expect(() => toDecimal(-1, 'CNY')).toThrow(InvariantViolation);
  expect(() => toDecimal(Number.MAX_SAFE_INTEGER + 1, 'CNY')).toThrow(InvariantViolation);
});

test('rule 17: text and minor units are one amount, for every currency', () => {
  const currencies = ['CNY', 'USD', 'JPY', 'KWD', 'CLF', 'ISK'].filter((one) => code(one));
  fc.assert(
    fc.property(
      fc.constantFrom(...currencies),
      fc.nat({ max: Number.MAX_SAFE_INTEGER }),
      (currency, minor) => fromDecimal(toDecimal(minor, currency), currency) === minor,
    ),
  );
});
