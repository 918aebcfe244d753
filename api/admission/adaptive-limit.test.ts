import { expect, test } from 'vitest';
import { createAdaptiveLimit } from './adaptive-limit.ts';

const settings = { floor: 2, ceiling: 20, targetMs: 500 };

test('a limit’s worth of calls in time raises the limit by one, to the ceiling at most', () => {
  const limit = createAdaptiveLimit(settings);
  expect(limit.now()).toBe(10);
  for (let calls = 0; calls < 11; calls += 1) limit.inTime(true);
  expect(limit.now()).toBe(11);
  for (let calls = 0; calls < 1_000; calls += 1) limit.inTime(true);
  expect(limit.now()).toBe(20);
});

test('a limit that is not used does not grow: nothing proves that more would go', () => {
  const limit = createAdaptiveLimit(settings);
  for (let calls = 0; calls < 1_000; calls += 1) limit.inTime(false);
  expect(limit.now()).toBe(10);
});

test('calls that were under way together lower it once, and it never falls below the floor', () => {
  const limit = createAdaptiveLimit(settings);
  for (const begunAtMs of [0, 10, 20]) limit.late(begunAtMs, 1_000);
  expect(limit.now()).toBe(7);
  limit.late(1_001, 2_000);
  expect(limit.now()).toBe(4);
  for (let nowMs = 3_000; nowMs < 99_000; nowMs += 1_000) limit.late(nowMs, nowMs);
  expect(limit.now()).toBe(2);
});
