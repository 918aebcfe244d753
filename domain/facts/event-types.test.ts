import { describe, expect, test } from 'vitest';
import { fold } from './evolve.ts';
import type { RecordedFact } from './fact.ts';
import { defaultPolicy } from '../order/policy.ts';
import { type EventType, eventTypesOf } from './event-types.ts';
import { paperTraits } from '../testing/channel-kinds.ts';

const atMs = Date.UTC(2026, 0, 5);
const amount = { amountMinor: 1999, currency: 'CNY' };
const created: RecordedFact = {
  type: 'order_created',
  atMs,
  key: { merchant: 'shop', orderId: 'A-1' },
  amount,
  deadlineMs: atMs + 900_000,
  policy: defaultPolicy,
};

function planned(number: string): RecordedFact {
  const of = { number, input: number, channel: 'wechat', method: 'qr', account: 'default' };
  const offered = { payer: null, amount, traits: paperTraits, expiresAtMs: atMs };
  return { type: 'attempt_planned', atMs, ...of, ...offered };
}

function captured(number: string): RecordedFact {
  const money = { transaction: `T-${number}`, amountMinor: 1999, currency: 'CNY' };
  return { type: 'payment_captured', atMs, number, ...money, paidAtMs: null, input: null };
}

const duplicateOfTwo: readonly RecordedFact[] = [
  created,
  planned('a1'),
  planned('a2'),
  captured('a1'),
  { type: 'order_paid', atMs, number: 'a1' },
  captured('a2'),
  { type: 'duplicate_found', atMs, number: 'a2' },
];

const refund = {
  atMs,
  number: 'r1',
  id: 'r1',
  kind: 'compensation' as const,
  attempt: 'a2',
  amountMinor: 1999,
};
const asked: RecordedFact = { type: 'refund_requested', ...refund, input: null, reasonMark: null };
const succeeded: RecordedFact = { type: 'refund_succeeded', atMs, number: 'r1' };
const failed: RecordedFact = {
  type: 'refund_failed',
  atMs,
  number: 'r1',
  code: 'closed',
};

/** All that is told of these facts, in order. */
function told(...facts: readonly RecordedFact[]): EventType[] {
  return facts.flatMap((fact, index) => {
    const before = fold(facts.slice(0, index));
    const after = fold(facts.slice(0, index + 1));
    return after === null ? [] : eventTypesOf(fact, before, after);
  });
}

/** The events that the last of these facts makes. */
function toldLast(...facts: readonly RecordedFact[]): EventType[] {
  return told(...facts).slice(told(...facts.slice(0, -1)).length);
}

describe('rule 11: every change of standing is told', () => {
  test('making, offering and withdrawing attempts is not a change of standing', () => {
    const withdrawn: RecordedFact = {
      type: 'attempt_withdrawn',
      atMs,
      number: 'a1',
      reason: 'superseded',
    };
    expect(told(created, planned('a1'), withdrawn)).toEqual([]);
  });

  test('a duplicate is told after the payment, its refund after it succeeded', () => {
    expect(told(...duplicateOfTwo, asked, succeeded)).toEqual([
      'order.paid',
      'attempt.duplicate',
      'refund.succeeded',
    ]);
  });

  test('a refund that failed after it had succeeded is told again', () => {
    expect(toldLast(...duplicateOfTwo, asked, succeeded, failed)).toEqual(['refund.failed']);
  });

  test('a refund the channel reports twice is told once', () => {
    expect(toldLast(...duplicateOfTwo, asked, succeeded, succeeded)).toEqual([]);
  });

  test('a held refund waits for approval; rejected, a person must see it', () => {
    const held: RecordedFact = { type: 'refund_held', ...refund, hold: 'over_cap' };
    const by = { name: 'Ann', reason: 'looks wrong' };
    const of = { atMs, number: 'r1', by };
    const rejected: RecordedFact = { type: 'refund_rejected', ...of, input: 'i1' };
    const resolved: RecordedFact = {
      type: 'refund_resolved',
      ...of,
      input: 'i2',
      outcome: 'succeeded',
    };
    expect(told(...duplicateOfTwo, held, rejected, resolved).slice(2)).toEqual([
      'refund.awaiting_approval',
      'order.attention',
      'refund.succeeded',
    ]);
  });

  test('a late payment is told, and that it is asked about', () => {
    const closed: RecordedFact = { type: 'order_closed', atMs };
    const late: RecordedFact = { type: 'late_payment_found', atMs, number: 'a1' };
    const question: RecordedFact = {
      type: 'late_payment_asked',
      atMs,
      number: 'a1',
      answerByMs: atMs + 1,
    };
    expect(told(created, planned('a1'), closed, captured('a1'), late, question)).toEqual([
      'order.closed',
      'attempt.late',
      'late_payment.asked',
    ]);
  });

  test('a reversal is told, and its alert', () => {
    const reversed: RecordedFact = {
      type: 'payment_reversed',
      atMs,
      number: 'a1',
      reference: 'D-1',
      amountMinor: 5,
    };
    const alert: RecordedFact = {
      type: 'alert_raised',
      atMs,
      id: 'reversed:a1:D-1',
      kind: 'reversed',
      number: 'a1',
      detail: 'reversed',
    };
    const facts = [...duplicateOfTwo, reversed, alert];
    expect(told(...facts).slice(2)).toEqual(['payment.reversed', 'order.attention']);
  });

  test('a parked attempt is told once, with or without its alert', () => {
    const parked: RecordedFact = { type: 'attempt_parked', atMs, number: 'a1' };
    const alert: RecordedFact = {
      type: 'alert_raised',
      atMs,
      id: 'parked:a1',
      kind: 'parked',
      number: 'a1',
      detail: 'no answer',
    };
    expect(told(created, planned('a1'), parked)).toEqual(['order.attention']);
    expect(told(created, planned('a1'), parked, alert)).toEqual(['order.attention']);
  });

  test('a dispute is told when it opens and when it ends', () => {
    const opened: RecordedFact = { type: 'dispute_opened', atMs, number: 'a1', input: 'i1' };
    const ended: RecordedFact = {
      type: 'dispute_ended',
      atMs,
      number: 'a1',
      won: true,
      input: 'i2',
    };
    expect(told(...duplicateOfTwo, opened, ended).slice(2)).toEqual([
      'order.attention',
      'order.attention',
    ]);
  });
});
