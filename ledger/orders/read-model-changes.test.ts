import { expect, test } from 'vitest';
import { readModelChanges } from './read-model-changes.ts';
import type { AttemptRow } from './attempt-columns.ts';
import type { ReadModels } from './read-model-rows.ts';

function attempt(number: string): AttemptRow {
  return {
    number,
    position: 0,
    channel: 'wechat',
    method: 'qr',
    account: 'default',
    channelNumber: number,
    payer: null,
    status: 'offered',
    role: null,
    superseded: false,
    withdrawn: false,
    final: false,
    parked: false,
    amountMinor: 1999,
    currency: 'CNY',
    capturedMinor: 0,
    capturedCurrency: null,
    refundedMinor: 0,
    reversedMinor: 0,
    channelReference: null,
    transaction: null,
    failureCode: null,
    plannedAtMs: 0,
    expiresAtMs: 1,
    succeededAtMs: null,
    create: 'acknowledged',
    capture: null,
    lateAnswerByMs: null,
    lateDecision: null,
  };
}

function models(...attempts: AttemptRow[]): ReadModels {
  return {
    order: {
      status: 'open',
      amountMinor: 1999,
      currency: 'CNY',
      amountRefundedMinor: 0,
      winner: null,
      attention: [],
      alerts: [],
      createdAtMs: 0,
      expiresAtMs: 1,
      paidAtMs: null,
      closedAtMs: null,
    },
    attempts,
    refunds: [],
  };
}

test('what is new is inserted, what differs updated, and what is the same left alone', () => {
  const closed: AttemptRow = { ...attempt('a1'), status: 'closed' };
  const before = models(attempt('a1'), attempt('a2'));
  const after = models(closed, { ...attempt('a2') }, attempt('a3'));
  expect(readModelChanges(before, after)).toEqual({
    attempts: { inserted: [attempt('a3')], updated: [closed] },
    refunds: { inserted: [], updated: [] },
  });
});
