import { expect, test } from 'vitest';
import { rfc3339, toTimestamp } from './time.ts';

test.each([Number.MAX_SAFE_INTEGER, Infinity, 1e300])('%s ms is the last time there is', (ms) => {
  expect(() => rfc3339(ms)).not.toThrow();
  expect(rfc3339(ms)).toBe('9999-12-31T23:59:59.999Z');
  expect(toTimestamp(ms).toISOString()).toBe('9999-12-31T23:59:59.999Z');
});

test.each([-Infinity, Number.NaN, -1e300])('%s ms is the first time there is', (ms) => {
  expect(rfc3339(ms)).toBe('1970-01-01T00:00:00.000Z');
  expect(toTimestamp(ms).getTime()).toBe(0);
});

test('Other times are as they are, and none is none', () => {
  expect(rfc3339(Date.UTC(2026, 10, 25))).toBe('2026-11-25T00:00:00.000Z');
  expect([rfc3339(null), toTimestamp(null)]).toEqual([null, null]);
});
