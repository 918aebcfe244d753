import { expect, test } from 'vitest';
import { nextWaitMs, retryAfterMs } from './retry-schedule.ts';

test('waits double up to a bound, and are spread over the upper half of it', () => {
  const shortest = [1, 2, 3, 6, 20].map((tries) => nextWaitMs(tries, null, 0));
  const longest = [1, 2, 3, 6, 20].map((tries) => nextWaitMs(tries, null, 1));
  expect(shortest).toEqual([125, 250, 500, 4_000, 4_000]);
  expect(longest).toEqual([250, 500, 1_000, 8_000, 8_000]);
});

test('nobody comes back sooner than the installation asks, and not all at once', () => {
  expect(nextWaitMs(1, 3_000, 0)).toBe(3_000);
  expect(nextWaitMs(1, 3_000, 1)).toBe(3_750);
  expect(nextWaitMs(4, 0, 0)).toBe(1_000);
});

test('Retry-After is read as seconds or as a date, and what is neither is passed over', () => {
  const nowMs = Date.parse('2026-12-01T00:00:00Z');
  expect(retryAfterMs('7', nowMs)).toBe(7_000);
  expect(retryAfterMs('Tue, 01 Dec 2026 00:00:05 GMT', nowMs)).toBe(5_000);
  expect(retryAfterMs('Mon, 30 Nov 2026 00:00:00 GMT', nowMs)).toBe(0);
  expect(retryAfterMs('soon', nowMs)).toBeNull();
  expect(retryAfterMs(null, nowMs)).toBeNull();
});
