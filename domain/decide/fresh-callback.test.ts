import { expect, test } from 'vitest';
import { isFreshCallback } from './fresh-callback.ts';

const signedAtMs = 1_800_000_000_000;

test('rule 4: signed up to five minutes before its arrival, a callback is fresh', () => {
  expect(isFreshCallback(signedAtMs, signedAtMs)).toBe(true);
  expect(isFreshCallback(signedAtMs, signedAtMs + 300_000)).toBe(true);
  expect(isFreshCallback(signedAtMs, signedAtMs + 300_001)).toBe(false);
});

test('rule 4: signed over a minute after its arrival, a callback is not fresh', () => {
  expect(isFreshCallback(signedAtMs + 60_000, signedAtMs)).toBe(true);
  expect(isFreshCallback(signedAtMs + 60_001, signedAtMs)).toBe(false);
  expect(isFreshCallback(Number.NaN, signedAtMs)).toBe(false);
});
