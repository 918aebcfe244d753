import { expect, test } from 'vitest';
import { limitedCount } from './limited-count.ts';

test('the first is told at once, and then once a minute how many there were', () => {
  const count = limitedCount(60_000);
  expect(count.add(0, 0)).toBeNull();
  expect(count.add(2, 0)).toBe(2);
  for (let nowMs = 1_000; nowMs < 60_000; nowMs += 1_000) expect(count.add(1, nowMs)).toBeNull();
  expect(count.add(1, 60_000)).toBe(60);
  expect(count.add(0, 200_000)).toBeNull();
  expect(count.add(1, 200_000)).toBe(1);
});

test('those of a quiet minute are told when the next one comes', () => {
  const count = limitedCount(60_000);
  expect([count.add(1, 0), count.add(5, 10), count.add(0, 70_000)]).toEqual([1, null, 5]);
});
