import { expect, test } from 'vitest';
import { idempotencyKeyOf, requiredIdempotencyKeyOf } from './idempotency-key.ts';

test('a key is the same bare and quoted', () => {
  expect(idempotencyKeyOf('k-1')).toBe('k-1');
  expect(idempotencyKeyOf('"k-1"')).toBe('k-1');
});

test.each(['', '""', 'k'.repeat(256), `"${'k'.repeat(256)}"`, 'ключ', 'a b', 'a\u0001b'])(
  'an unusable key is refused: %j',
  (header) => {
    expect(() => idempotencyKeyOf(header)).toThrow(/idempotency_key_invalid/);
  },
);

test('no key is no mistake, except where money moves', () => {
  expect(idempotencyKeyOf(undefined)).toBeNull();
  expect(() => requiredIdempotencyKeyOf(undefined)).toThrow(/idempotency_key_missing/);
});
