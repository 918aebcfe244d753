import { expect, test } from 'vitest';
import { afterLook, notHeardYet } from './silence.ts';

const quiet = (sinceLastMs: number) => ({ gaveSign: false, sinceLastMs });
const sign = { gaveSign: true, sinceLastMs: 5_000 };

test('silence adds up look by look, and one sign of life ends it', () => {
  const once = afterLook(notHeardYet, quiet(5_000), 10_000);
  expect(once).toEqual({ silentMs: 5_000, wasHeard: false });
  const twice = afterLook(once, quiet(6_000), 10_000);
  expect(twice.silentMs).toBe(11_000);
  expect(afterLook(twice, sign, 10_000)).toEqual({ silentMs: 0, wasHeard: true });
});

test('a night in which the machine was suspended counts as one look', () => {
  const heard = afterLook(notHeardYet, sign, 10_000);
  expect(afterLook(heard, quiet(8 * 3_600_000), 10_000).silentMs).toBe(10_000);
});

test('a clock that was set back makes nobody younger', () => {
  const heard = afterLook(notHeardYet, sign, 10_000);
  expect(afterLook(heard, quiet(-3_600_000), 10_000).silentMs).toBe(0);
});
