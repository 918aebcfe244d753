import { afterEach, expect, test } from 'vitest';
import { fromAlipayTime, toAlipayTime } from './alipay-time.ts';

const hostZone = process.env['TZ'];
afterEach(() => {
  if (hostZone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = hostZone;
});

test.each(['UTC', 'Asia/Shanghai', 'America/New_York'])(
  'On a host in %s it is Beijing’s time, there and back',
  (zone) => {
    process.env['TZ'] = zone;
    expect(new Date(0).getTimezoneOffset() === 0).toBe(zone === 'UTC');
    const atMs = Date.UTC(2026, 11, 31, 16, 0, 1);
    expect(toAlipayTime(atMs + 999)).toBe('2027-01-01 00:00:01');
    expect(fromAlipayTime('2027-01-01 00:00:01')).toBe(atMs);
    expect(fromAlipayTime('2027-01-01 00:00:01.123')).toBe(atMs);
  },
);

test.each([undefined, '', 'soon', '2026-13-01 00:00:00', '2026-11-21T12:00:00Z'])(
  '%s is no time of Alipay',
  (text) => expect(fromAlipayTime(text)).toBeNull(),
);

test.each([8.64e15 + 1, -1e300, Number.NaN, Number.MAX_SAFE_INTEGER])(
  'A time beyond any calendar, %s ms, is told as the nearest there is',
  (ms) => expect(toAlipayTime(ms)).toMatch(/^(1970-01-01 00:00:00|9999-12-31 23:59:59)$/),
);
