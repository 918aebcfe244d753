import { expect, test } from 'vitest';
import { isCallbackNote, isHint, isOrderKey, isRequest, versionOf } from './message-shape.ts';

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
  expect(isRequest(message)).toBe(false);
  expect(isCallbackNote(message)).toBe(false);
  expect(isHint(message)).toBe(false);
  expect(isOrderKey(message)).toBe(false);
  expect(versionOf(message)).toBe(0);
});

test('a pay without its request, a callback that names no row are refused', () => {
  expect(isRequest({ type: 'pay', id: 'x' })).toBe(false);
  expect(isCallbackNote({ id: 7, version: 3 })).toBe(false);
  expect(isCallbackNote({ id: 'cb_1', version: 'NaN' })).toBe(false);
});

test('what our own API sends is taken', () => {
  expect(isRequest({ type: 'pay', request: { id: 'x' } })).toBe(true);
  expect(isRequest({ type: 'close', id: 'x' })).toBe(true);
  expect(isCallbackNote({ id: 'cb_1', version: 3 })).toBe(true);
  expect(versionOf({ version: 3 })).toBe(3);
  expect(isOrderKey({ merchant: 'shop', orderId: 'A-1' })).toBe(true);
  expect(isHint({ channelNumber: 'A' })).toBe(true);
});
