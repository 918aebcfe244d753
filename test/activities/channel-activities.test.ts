import { MockActivityEnvironment } from '@temporalio/testing';
import { expect, test } from 'vitest';
import { createChannelActivities } from '../../activities/channel-activities.ts';
import type { ChannelAccount } from '../../channels/channel.ts';
import { noFaults } from '../../domain/fault-point.ts';
import type { OrderKey } from '../../domain/order-key.ts';
import { readAttemptOffer } from '../../ledger/attempt-offers.ts';
import { putControls } from '../../ledger/controls.ts';
import { findOrder } from '../../ledger/orders.ts';
import type { PaymentCall, RefundCall } from '../../workflows/order-activities.ts';
import {
  amountMinor,
  appendNext,
  compensation,
  drawNumber,
  newOrder,
  paidTwice,
  planned,
  startMs,
} from '../ledger/order-facts.ts';
import { openOwnLedger } from '../ledger/own-ledger.ts';

const { db } = await openOwnLedger();
const by = { name: 'Ann', reason: 'a test' };
const controls = { automaticRefunds: true, refundCaps: {}, dailyBudgets: [] };
const code = { type: 'qr', content: 'weixin://x', expires_at: '2026-01-05T12:15:00Z' } as const;

/** A channel account that notes what it is asked. */
function openAccount(): Readonly<{ account: ChannelAccount; asked: string[] }> {
  const asked: string[] = [];
  const note = <T>(what: string, answer: T): Promise<T> => {
    asked.push(what);
    return Promise.resolve(answer);
  };
  const offered = { kind: 'offered', channelReference: null, validUntilMs: null } as const;
  return {
    asked,
    account: {
      create: () => note('create', { answer: offered, action: code }),
      query: () => note('query', { kind: 'unpaid' }),
      close: () => note('close', { kind: 'done' }),
      refund: () => note('refund', { kind: 'processing' }),
      queryRefund: () => note('query_refund', { kind: 'processing' }),
      readCallback: () => Promise.reject(new Error('no callback is read here')),
    },
  };
}

function activitiesOf(account: ChannelAccount | undefined) {
  const deps = { db, account: () => account, publicUrl: 'https://pay.example', faults: noFaults };
  return createChannelActivities(deps);
}

function run<T>(call: () => Promise<T>): Promise<T> {
  return new MockActivityEnvironment({ startToCloseTimeoutMs: 20_000 }).run(call);
}

function paymentCall(key: OrderKey, number: string): PaymentCall {
  return {
    ...{ key, number, channel: 'wechat', account: 'default', method: 'qr' },
    ...{ channelReference: null, transaction: null, amount: { amountMinor, currency: 'CNY' } },
    ...{ plannedAtMs: startMs, expiresAtMs: startMs + 900_000, nextDueAtMs: null },
  };
}

async function owedRefund(): Promise<RefundCall> {
  const { key, second } = await paidTwice(db);
  await appendNext(db, key, compensation(second));
  const payment = paymentCall(key, second);
  const of = { refundNumber: `${second}R1`, amountMinor, reason: 'the order was already paid' };
  return { payment, ...of, kind: 'compensation', approved: false };
}

test('rule 10: the switch turned off after the append stops a compensation right before its call', async () => {
  const { account, asked } = openAccount();
  const { refund } = activitiesOf(account);
  const call = await owedRefund();
  await putControls(db, { ...controls, automaticRefunds: false }, by);
  expect(await run(() => refund(call))).toEqual({ kind: 'held', hold: 'switch_off' });
  expect(asked).toEqual([]);
  expect((await run(() => refund({ ...call, approved: true }))).kind).toBe('processing');
  expect((await run(() => refund({ ...call, kind: 'merchant' }))).kind).toBe('processing');
  await putControls(db, controls, by);
  expect((await run(() => refund(call))).kind).toBe('processing');
  expect(asked).toEqual(['refund', 'refund', 'refund']);
});

test('rule 16: an account that is no longer configured is no failure: its attempts wait', async () => {
  const { query, create } = activitiesOf(undefined);
  const call = paymentCall(await newOrder(db), drawNumber());
  await expect(run(() => query(call))).resolves.toMatchObject({ kind: 'retry' });
  await expect(run(() => create(call))).resolves.toMatchObject({ kind: 'retry' });
});

test('an offer is kept before the fact that tells of it', async () => {
  const { create } = activitiesOf(openAccount().account);
  const key = await newOrder(db);
  const number = drawNumber();
  await appendNext(db, key, planned(number));
  expect((await run(() => create(paymentCall(key, number)))).kind).toBe('offered');
  expect(await readAttemptOffer(db, number)).toEqual(code);
});

test('a poll moves the due time on, for it leaves no fact by which the watchdog would know', async () => {
  const { query } = activitiesOf(openAccount().account);
  const key = await newOrder(db);
  const nextDueAtMs = startMs + 77_000;
  await run(() => query({ ...paymentCall(key, drawNumber()), nextDueAtMs }));
  expect(await findOrder(db, key)).toMatchObject({ nextDueAtMs });
});
