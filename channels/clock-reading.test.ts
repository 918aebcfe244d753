import { expect, test } from 'vitest';
import { readClock } from './clock-reading.ts';

const atMs = Date.UTC(2026, 10, 30, 12, 0, 10);

test('the way there and back is no skew: half of it is what the reading may be wrong by', () => {
  const date = new Date(atMs - 2_000).toUTCString();
  expect(readClock(date, atMs, 4_000)).toEqual({ skewMs: 500, uncertaintyMs: 2_500 });
});

test('a clock ahead of ours has a positive skew, one behind a negative', () => {
  const ahead = readClock(new Date(atMs + 150_000).toUTCString(), atMs, 0);
  expect(ahead).toEqual({ skewMs: 150_500, uncertaintyMs: 500 });
  expect(readClock(new Date(atMs - 150_000).toUTCString(), atMs, 0)?.skewMs).toBe(-149_500);
});

test.each([null, '', 'yesterday'])('a header that is no time tells nothing: %j', (date) => {
  expect(readClock(date, atMs, 0)).toBeNull();
});
