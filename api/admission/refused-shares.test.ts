import { expect, test } from 'vitest';
import { openRefusedShares } from './refused-shares.ts';

function sharesAt() {
  const clock = { nowMs: 100_000 };
  return { clock, shares: openRefusedShares(() => clock.nowMs) };
}

test('the share of what was refused is that of the last seconds', () => {
  const { clock, shares } = sharesAt();
  expect(shares.refused('a')).toBe(0);
  for (let count = 0; count < 4; count += 1) shares.count('a', 'refused');
  expect(shares.refused('a'), 'of so few nothing can be told').toBe(0);
  for (let count = 0; count < 4; count += 1) shares.count('a', 'taken');
  expect(shares.refused('a')).toBe(0.5);
  clock.nowMs += 2_000;
  expect(shares.refused('a')).toBe(0.5);
  clock.nowMs += 2_000;
  expect(shares.refused('a')).toBe(0);
});

test('what was refused long ago counts no more after a pause', () => {
  const { clock, shares } = sharesAt();
  for (let count = 0; count < 9; count += 1) shares.count('a', 'refused');
  clock.nowMs += 60_000;
  expect(shares.refused('a')).toBe(0);
});

test('what is refused to one merchant is no other’s share', () => {
  const { shares } = sharesAt();
  for (let count = 0; count < 9; count += 1) shares.count('a', 'refused');
  for (let count = 0; count < 9; count += 1) shares.count('b', 'taken');
  expect(['a', 'b', 'c'].map(shares.refused)).toEqual([1, 0, 0]);
});
