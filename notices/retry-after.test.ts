import { expect, test } from 'vitest';
import { longestRetryAfterMs, retryAfterMs } from './retry-after.ts';

const nowMs = Date.UTC(1994, 10, 6, 8, 49, 37);

test.each([
  ['0', 0],
  ['120', 120_000],
  [' 5 ', 5_000],
  ['86400', longestRetryAfterMs],
  ['999999999999999', longestRetryAfterMs],
  ['Sun, 06 Nov 1994 08:50:37 GMT', 60_000],
  ['Sunday, 06-Nov-94 08:50:37 GMT', 60_000],
  ['Sun Nov  6 08:50:37 1994', 60_000],
  ['Sun, 06 Nov 1994 08:49:36 GMT', 0],
  ['Fri, 31 Dec 1999 23:59:59 GMT', longestRetryAfterMs],
])('Retry-After: %s is %i ms', (header, ms) => {
  expect(retryAfterMs(header, nowMs)).toBe(ms);
});

test.each([
  [undefined],
  [''],
  ['soon'],
  ['-5'],
  ['1.5'],
  ['1e3'],
  ['0x10'],
  ['5, 6'],
  ['1994-11-06T08:50:37Z'],
  ['06 Nov 1994'],
  ['Sun, 99 Nov 1994 08:50:37 GMT'],
  ['9'.repeat(400)],
])('Retry-After: %s says nothing', (header) => {
  expect(retryAfterMs(header, nowMs)).toBeNull();
});
