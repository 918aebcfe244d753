import { expect, test } from 'vitest';
import { defaultNoticePolicy, scaleNoticePolicy } from './notice-policy.ts';
import { nextTryAtMs, restMs } from './notice-schedule.ts';

const sinceMs = 1_700_000_000_000;
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

function waits(isPaidWaiting: boolean): (number | null)[] {
  const all: (number | null)[] = [];
  let nowMs = sinceMs;
  for (;;) {
    const failed = { sinceMs, nowMs, retryAfterMs: null, isPaidWaiting, attempt: all.length + 1 };
    const next = nextTryAtMs(defaultNoticePolicy, failed);
    all.push(next === null ? null : next - nowMs);
    if (next === null || all.length > 200) return all;
    nowMs = next;
  }
}

test('a notice that is never accepted is tried for a day by the schedule, then given up', () => {
  expect(waits(false)).toEqual([
    ...[15_000, 15_000, 30_000, 3 * minuteMs, 10 * minuteMs, 20 * minuteMs],
    ...[30 * minuteMs, 30 * minuteMs, 30 * minuteMs, hourMs, 3 * hourMs, 3 * hourMs],
    ...[3 * hourMs, 6 * hourMs, 6 * hourMs, null],
  ]);
});

test('while order.paid waits the gap is ten minutes at most', () => {
  const gaps = waits(true);
  expect(gaps.at(-1)).toBeNull();
  expect(Math.max(...gaps.map(Number))).toBe(10 * minuteMs);
  expect(gaps.length).toBeGreaterThan(140);
});

test('tries count from the event: what an outage of ours passed over does not come again', () => {
  const at = (nowMs: number): number | null =>
    nextTryAtMs(defaultNoticePolicy, {
      sinceMs,
      nowMs,
      retryAfterMs: null,
      isPaidWaiting: false,
      attempt: 9,
    });
  expect(at(sinceMs + 2 * hourMs)).toBe(sinceMs + 7_440_000);
  expect(at(sinceMs + 25 * hourMs)).toBeNull();
});

test('Retry-After is honoured where it is later, up to six hours, and for a payment ten minutes', () => {
  const asked = (retryAfterMs: number, isPaidWaiting = false): number | null => {
    const failed = { sinceMs, nowMs: sinceMs, retryAfterMs, isPaidWaiting, attempt: 1 };
    const next = nextTryAtMs(defaultNoticePolicy, failed);
    return next === null ? null : next - sinceMs;
  };
  expect(asked(1_000)).toBe(15_000);
  expect(asked(hourMs)).toBe(hourMs);
  expect(asked(24 * hourMs)).toBe(6 * hourMs);
  expect(asked(hourMs, true)).toBe(10 * minuteMs);
});

test('an endpoint that fails again and again is left alone for longer and longer', () => {
  expect([4, 5, 6, 99].map((one) => restMs(defaultNoticePolicy, one))).toEqual([
    0, 1_000, 2_000, 30_000,
  ]);
});

test('a faster clock keeps the first try at once', () => {
  expect(scaleNoticePolicy(defaultNoticePolicy, 0.01).waitsMs.slice(0, 4)).toEqual([
    0, 150, 150, 300,
  ]);
});

test('a notice that waited behind another for a day has four tries of its own', () => {
  const nowMs = sinceMs + 30 * hourMs;
  const after = (attempt: number): number | null => {
    const failed = { sinceMs, nowMs, retryAfterMs: null, isPaidWaiting: false, attempt };
    const next = nextTryAtMs(defaultNoticePolicy, failed);
    return next === null ? null : next - nowMs;
  };
  expect([1, 2, 3, 4].map(after)).toEqual([15_000, 15_000, 30_000, null]);
});
