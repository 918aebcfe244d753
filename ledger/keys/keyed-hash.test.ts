import { expect, test } from 'vitest';
import { keyedHash } from './keyed-hash.ts';
import { payerMark } from '../texts/payer-mark.ts';

const payer = { merchant: 'shop', channel: 'wechat', payer: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o' };

test('The mark of a payer is the same each time, and another under another key', () => {
  const hash = keyedHash('a key');
  expect(payerMark(hash, payer)).toBe(payerMark(keyedHash('a key'), { ...payer }));
  expect(payerMark(hash, payer)).toMatch(/^[0-9a-f]{32}$/);
  expect(payerMark(keyedHash('another key'), payer)).not.toBe(payerMark(hash, payer));
});

test.each([{ merchant: 'other' }, { channel: 'alipay' }, { payer: 'o-2' }])(
  'Marks of two payers, or of one at two merchants, differ: %j',
  (difference) => {
    const hash = keyedHash('a key');
    expect(payerMark(hash, { ...payer, ...difference })).not.toBe(payerMark(hash, payer));
  },
);

test('A keyed hash knows a request again, however its fields are ordered', () => {
  const hash = keyedHash('a key');
  expect(hash('pay', { a: 1, b: 2 })).toBe(hash('pay', { b: 2, a: 1 }));
  expect(hash('pay', { a: 1, b: 3 })).not.toBe(hash('pay', { a: 1, b: 2 }));
});
