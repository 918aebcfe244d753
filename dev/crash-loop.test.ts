import { expect, test } from 'vitest';
import { restartDelayMs } from './crash-loop.ts';

const shortLives = (count: number): number[] => Array.from({ length: count }, () => 300);

test('a process that dies now and then is back within a second', () => {
  expect(restartDelayMs([0])).toBe(100);
  expect(restartDelayMs([4_000, 4_000, 4_000, 4_000, 4_000, 4_000])).toBe(100);
});

test('from the fifth short life on the waits grow, up to 30 s', () => {
  const waits = [4, 5, 6, 7, 8, 9, 10, 11].map((count) => restartDelayMs(shortLives(count)));
  expect(waits).toEqual([100, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
});

test('a long life ends a crash loop', () => {
  expect(restartDelayMs([...shortLives(9), 60_000])).toBe(100);
});
