import { expect, test } from 'vitest';
import { someAtATime } from './some-at-a-time.ts';

test('no more than so many run at a time, and results keep the sequence', async () => {
  const running = new Set<number>();
  let most = 0;
  const items = Array.from({ length: 20 }, (_, index) => index);
  const doubled = await someAtATime(items, 3, async (item) => {
    running.add(item);
    most = Math.max(most, running.size);
    // The later of each three end first.
    for (let turn = 0; turn < 3 - (item % 3); turn += 1) await Promise.resolve();
    running.delete(item);
    return item * 2;
  });
  expect(doubled).toEqual(items.map((item) => item * 2));
  expect(most).toBe(3);
});

test('nothing to do is done', async () => {
  expect(await someAtATime([], 3, () => Promise.reject(new Error('never asked')))).toEqual([]);
});
