import { expect, test } from 'vitest';
import { type MoneyBook, moneyBookLines, whatIsWrong } from './money-book.ts';

const payment = {
  channel: 'wechat',
  number: 'A',
  captured: 1999,
  refunded: 0,
  reversed: 0,
  charges: 1,
};
const once: MoneyBook = {
  payments: [payment],
  captured: 1999,
  refunded: 0,
  reversed: 0,
  net: 1999,
};

test('a book that keeps the amount by the charges that were made is right', () => {
  expect(whatIsWrong(once, 1999, 1)).toEqual([]);
  expect(moneyBookLines(once).at(-1)).toMatch(/in all.*took +19\.99.*kept +19\.99/);
});

test('a second charge that was not given back is said, and so is one that nobody made', () => {
  const twice = {
    ...once,
    payments: [payment, { ...payment, number: 'B' }],
    captured: 3998,
    net: 3998,
  };
  expect(whatIsWrong(twice, 1999, 2)).toEqual(['the channels kept 39.98 and not 19.99']);
  const again = { ...once, payments: [{ ...payment, captured: 3998, charges: 2 }] };
  expect(whatIsWrong(again, 1999, 1)).toEqual([
    'the shopper was charged 2 times and not 1',
    'payment A by wechat was charged 2 times',
  ]);
});
