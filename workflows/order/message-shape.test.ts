import { expect, test } from 'vitest';
import { channelReplyOf, isHint, isNote, isOrderKey, versionOf } from './message-shape.ts';

const malformed = [
  undefined,
  null,
  'pay',
  7,
  [],
  {},
  { type: 'toString' },
  { type: 'fly', id: 'x' },
];

test.each(malformed)('a malformed message is refused, and never thrown at: %j', (message) => {
  expect(isNote(message)).toBe(false);
  expect(channelReplyOf(message)).toMatchObject({ kind: 'unknown', code: 'malformed_answer' });
  expect(isHint(message)).toBe(false);
  expect(isOrderKey(message)).toBe(false);
  expect(versionOf(message)).toBe(0);
});

test('a message that names no row is refused, and so is a request by value', () => {
  expect(isNote({ type: 'pay', request: { id: 'x' } })).toBe(false);
  expect(isNote({ id: 7, version: 3 })).toBe(false);
  expect(isNote({ id: 'cb_1', version: 'NaN' })).toBe(false);
});

test('no-guess: an answer of a channel by value says nothing', () => {
  const success = { kind: 'success', transaction: 'T', amountMinor: 1_999, currency: 'CNY' };
  const forged = [success, { kind: 'refused', code: 'x' }, { kind: 'unknown' }];
  for (const one of forged) {
    expect(channelReplyOf(one)).toMatchObject({ kind: 'unknown', code: 'malformed_answer' });
  }
});

test('what our own API and activities send is taken', () => {
  expect(isNote({ id: 'cb_1', version: 3 })).toBe(true);
  expect(versionOf({ version: 3 })).toBe(3);
  expect(isOrderKey({ merchant: 'shop', orderId: 'A-1' })).toBe(true);
  expect(isHint({ channelNumber: 'A' })).toBe(true);
  expect(channelReplyOf({ kind: 'stored' })).toEqual({ kind: 'stored' });
  const lost = { kind: 'unknown', code: 'timeout' };
  expect(channelReplyOf(lost)).toEqual(lost);
});
