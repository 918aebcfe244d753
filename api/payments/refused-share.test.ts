import { expect, test } from 'vitest';
import { openShare } from './refused-share.ts';

function shareAt() {
  const clock = { nowMs: 100_000 };
  return { clock, share: openShare(() => clock.nowMs) };
}

test('the share of what was refused is that of the last seconds', () => {
  const { clock, share } = shareAt();
  expect(share.refused()).toBe(0);
  for (let count = 0; count < 4; count += 1) share.count('refused');
  expect(share.refused(), 'of so few nothing can be told').toBe(0);
  for (let count = 0; count < 4; count += 1) share.count('taken');
  expect(share.refused()).toBe(0.5);
  clock.nowMs += 2_000;
  expect(share.refused()).toBe(0.5);
  clock.nowMs += 2_000;
  expect(share.refused()).toBe(0);
});

test('what was refused long ago counts no more after a pause', () => {
  const { clock, share } = shareAt();
  for (let count = 0; count < 9; count += 1) share.count('refused');
  clock.nowMs += 60_000;
  expect(share.refused()).toBe(0);
});
