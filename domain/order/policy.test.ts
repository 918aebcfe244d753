import { expect, test } from 'vitest';
import { defaultPolicy, scalePolicy, scaleTraits } from './policy.ts';
import { codeTraits } from '../testing/channel-kinds.ts';

test('rules 1, 6, 7, 8: the defaults are the numbers of the rules', () => {
  expect(defaultPolicy).toMatchObject({
    supersedeBoundMs: 2_000,
    captureBoundMs: 5_000,
    attemptLifeMs: 1_800_000,
    closingSilenceMs: 600_000,
    latePayment: 'refund',
    lateAnswerMs: 86_400_000,
    offerUnrefundable: false,
  });
});

test('rule 3: the default schedule is 3 s, 10 s, 30 s, 3 min, 10 min, 30 min, then every 30 min or hourly', () => {
  const { pollScheduleMs, pollEveryMs, longPollEveryMs } = defaultPolicy;
  expect(pollScheduleMs).toEqual([3_000, 10_000, 30_000, 180_000, 600_000, 1_800_000]);
  expect([pollEveryMs, longPollEveryMs]).toEqual([1_800_000, 3_600_000]);
});

test('a faster clock scales every duration and nothing else', () => {
  const fast = scalePolicy(defaultPolicy, 0.01);
  expect(fast.attemptLifeMs).toBe(18_000);
  expect(fast.pollScheduleMs).toEqual([30, 100, 300, 1_800, 6_000, 18_000]);
  expect(fast.maxAttempts).toBe(defaultPolicy.maxAttempts);
  expect(fast.maxRefundNumbers).toBe(defaultPolicy.maxRefundNumbers);
  expect(fast.latePayment).toBe('refund');
  expect(Object.isFrozen(fast)).toBe(true);
});

test('no duration gets below 1 ms, and all stay whole', () => {
  const fastest = scalePolicy(defaultPolicy, 1e-9);
  expect(fastest.supersedeBoundMs).toBe(1);
  expect(fastest.retriesMs.every((ms) => ms === 1)).toBe(true);
  const odd = scalePolicy(defaultPolicy, 0.0123);
  expect(Number.isInteger(odd.attemptLifeMs)).toBe(true);
});

test("a channel's durations are scaled, what is without limit stays so", () => {
  const fast = scaleTraits(codeTraits, 0.01);
  expect(fast.shortestValidityMs).toBe(600);
  expect(fast.refundableForMs).toBeNull();
  expect(fast.idempotencyLifeMs).toBeNull();
  expect(fast.smallestMinor).toBe(1);
  expect(fast.currencies).toEqual(['CNY']);
});
