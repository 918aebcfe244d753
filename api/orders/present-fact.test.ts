import { expect, test } from 'vitest';
import { defaultPolicy } from '../../domain/order/policy.ts';
import { failureText } from '../../ledger/texts/failure-text.ts';
import { presentFact } from './present-fact.ts';

const texts = {
  failure: (_number: string, code: string) => failureText(code),
  reason: () => 'too small',
};

test('the timeline tells a fact with RFC 3339 times, and durations in ms', () => {
  const told = presentFact(
    {
      type: 'order_created',
      atMs: 0,
      key: { merchant: 'm', orderId: 'A' },
      amount: { amountMinor: 1999, currency: 'CNY' },
      deadlineMs: 900_000,
      policy: defaultPolicy,
    },
    1,
    texts,
  );
  expect(told).toMatchObject({
    seq: 1,
    type: 'order_created',
    at: '1970-01-01T00:00:00.000Z',
    data: {
      key: { merchant: 'm', order_id: 'A' },
      amount: { amount_minor: 1999, currency: 'CNY' },
      deadline_at: '1970-01-01T00:15:00.000Z',
      policy: { late_answer_ms: 86_400_000 },
    },
  });
});

test('a time named by its event keeps its name', () => {
  const told = presentFact(
    { type: 'payment_confirmed', atMs: 1, number: 'N', askedAtMs: 0 },
    7,
    texts,
  );
  expect(told.data).toEqual({ number: 'N', asked_at: '1970-01-01T00:00:00.000Z' });
});

test.each([8.64e15 + 1, -62_167_219_200_001, 253_402_300_800_000, Number.MAX_SAFE_INTEGER])(
  'a fact of before times were bounded, with %s ms in it, is told all the same',
  (ms) => {
    const told = presentFact(
      { type: 'payment_confirmed', atMs: ms, number: 'N', askedAtMs: ms },
      7,
      texts,
    );
    expect(told.at).toMatch(/^(1970-01-01T00:00:00.000|9999-12-31T23:59:59.999)Z$/);
    expect(told.data).toEqual({ number: 'N', asked_at: told.at });
  },
);

test('rule 22: the words to a failure and the reason of a refund are joined when they are told', () => {
  const failed = { type: 'refund_failed', atMs: 1, number: 'AR1', code: 'nothing_kept' } as const;
  expect(presentFact(failed, 7, texts).data).toMatchObject({
    code: 'nothing_kept',
    message: failureText('nothing_kept'),
  });
  const asked = { number: 'AR1', id: 'r', kind: 'merchant', attempt: 'A', amountMinor: 1 } as const;
  const of = { type: 'refund_requested', atMs: 1, input: 'i', reasonMark: 'hash' } as const;
  expect(presentFact({ ...of, ...asked }, 7, texts).data).toMatchObject({ reason: 'too small' });
});
