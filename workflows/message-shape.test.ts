import { expect, test } from 'vitest';
import { isCallback, isHint, isRequest } from './message-shape.ts';

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
  expect(isCallback(message)).toBe(false);
  expect(isHint(message)).toBe(false);
});

test('a pay without its request, a callback without its news are refused', () => {
  expect(isRequest({ type: 'pay', id: 'x' })).toBe(false);
  expect(isCallback({ type: 'callback', id: 'x', channelNumber: 'A' })).toBe(false);
});

test('what our own API sends is taken', () => {
  expect(isRequest({ type: 'pay', request: { id: 'x' } })).toBe(true);
  expect(isRequest({ type: 'close', id: 'x' })).toBe(true);
  const news = { kind: 'payment', finding: { kind: 'unpaid' } };
  expect(isCallback({ type: 'callback', id: 'x', channelNumber: 'A', news })).toBe(true);
  expect(isHint({ channelNumber: 'A' })).toBe(true);
});
