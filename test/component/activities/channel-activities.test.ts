import { MockActivityEnvironment } from '@temporalio/testing';
import { describe, expect, test } from 'vitest';
import { createChannelActivities } from '../../../activities/channel-activities.ts';
import type { ChannelAccount, RefundRequest } from '../../../channels/channel.ts';
import { noFaults } from '../../../domain/fault-point.ts';
import type { CallKind } from '../../../domain/agenda/task.ts';
import { readAttemptOffer } from '../../../ledger/texts/attempt-offers.ts';
import { pendingAnswers } from '../../../ledger/answers/channel-answers.ts';
import { putControls } from '../../../ledger/people/controls.ts';
import { dueAtMsOf } from '../../../ledger/orders/dues.ts';
import type { ChannelCall } from '../../../workflows/messages/order-activities.ts';
import {
  amountMinor,
  appendNext,
  callable,
  captured,
  compensation,
  drawNumber,
  duplicate,
  heldCompensation,
  merchantRefund,
  paidOrder,
  paidTwice,
  startMs,
} from '../ledger/order-facts.ts';
import { openOwnLedger } from '../ledger/own-ledger.ts';

const { db } = await openOwnLedger();
const by = { name: 'Ann', reason: 'a test' };
const controls = { automaticRefunds: true, refundCaps: {}, dailyBudgets: [] };
const stored = { kind: 'stored' };
const code = { type: 'qr', content: 'weixin://x', expires_at: '2026-01-05T12:15:00Z' } as const;

/** A channel account that notes which calls it gets. */
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
      check: () => Promise.resolve(),
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

const times = { askedAtMs: startMs + 9_000, nextDueAtMs: null };

async function callOf(what: CallKind): Promise<ChannelCall> {
  return { ...(await callable(db, what)), ...times };
}

test('rule 10: the switch turned off after the append stops a compensation right before its call', async () => {
  const { account, asked } = openAccount();
  const { refund } = activitiesOf(account);
  const call = await callOf('refund');
  const of = { number: call.number, atMs: startMs + 6_000 };
  const approved = await callOf('refund');
  const ofApproved = { ...of, number: approved.number };
  await appendNext(
    db,
    approved.key,
    { ...ofApproved, type: 'refund_stopped', hold: 'switch_off' } as const,
    { ...ofApproved, type: 'refund_approved', input: 'person', by },
    { ...ofApproved, type: 'refund_released', amountMinor },
  );
  await putControls(db, { ...controls, automaticRefunds: false }, by);
  expect(await run(() => refund(call))).toEqual({ kind: 'held', hold: 'switch_off' });
  expect(asked).toEqual([]);
  expect(await run(() => refund(approved))).toEqual({ kind: 'stored' });
  const { key, winner } = await paidOrder(db);
  await appendNext(db, key, merchantRefund(winner, `${winner}R1`, 'r1', 500));
  expect(await run(() => refund({ key, number: `${winner}R1`, ...times }))).toEqual(stored);
  await putControls(db, controls, by);
  expect(await run(() => refund(call))).toEqual(stored);
  expect(asked).toEqual(['refund', 'refund', 'refund']);
});

test('rule 16: an account that is no longer configured is no failure: its attempts wait', async () => {
  const { query, create } = activitiesOf(undefined);
  const call = await callOf('create');
  const waits = { kind: 'retry', code: 'account_not_configured' };
  await expect(run(() => query(call))).resolves.toEqual(waits);
  await expect(run(() => create(call))).resolves.toEqual(waits);
});

test('an offer is kept before the fact that tells of it', async () => {
  const { create } = activitiesOf(openAccount().account);
  const call = await callOf('create');
  expect(await run(() => create(call))).toEqual(stored);
  expect(await readAttemptOffer(db, call.number)).toEqual(code);
});

test('rule 2: a create or refund repeated after the public address was changed says the same', async () => {
  const { account } = openAccount();
  const told: string[] = [];
  const noting: ChannelAccount = {
    ...account,
    create: async (request, signal) => {
      told.push(request.notifyUrl);
      return await account.create(request, signal);
    },
    refund: async (request, signal) => {
      told.push(request.notifyUrl);
      return await account.refund(request, signal);
    },
  };
  const after = { db, account: () => noting, publicUrl: 'https://new.example', faults: noFaults };
  const versions = [activitiesOf(noting), createChannelActivities(after)];
  const of = { create: await callOf('create'), refund: await callOf('refund') };
  for (const call of ['create', 'refund'] as const) {
    for (const activities of versions) await run(() => activities[call](of[call]));
  }
  expect(told).toHaveLength(4);
  expect(new Set(told)).toEqual(new Set(['https://pay.example/callbacks/wechat/default']));
});

test('no-guess: a channel’s answer stands in the ledger before its run hears that there is one', async () => {
  const { query } = activitiesOf(openAccount().account);
  const call = await callOf('query');
  const name = { call: 'query', number: call.number, askedAtMs: call.askedAtMs } as const;
  expect(await pendingAnswers(db, call.key, [name])).toEqual([]);
  expect(await run(() => query(call))).toEqual(stored);
  const { number, askedAtMs } = name;
  expect(await pendingAnswers(db, call.key, [name])).toEqual([
    { type: 'queried', number, askedAtMs, answer: { kind: 'unpaid' } },
  ]);
});

describe('one-writer: a channel is asked only for what its row says', () => {
  const asksOf = (account: ChannelAccount) => {
    const { voidApproval, queryRefund, ...rest } = activitiesOf(account);
    return { ...rest, void: voidApproval, query_refund: queryRefund };
  };
  // Which other calls a row allows besides its own.
  const calls = ['create', 'close', 'void', 'capture'] as const;
  const also: Record<string, readonly string[]> = { close: ['void'], void: ['close'] };

  test.each(calls)(
    'a payment whose row allows a %s allows no other call than that',
    async (what) => {
      const { account, asked } = openAccount();
      const call = await callOf(what);
      const asks = asksOf({ ...account, void: account.close, capture: account.query as never });
      for (const other of calls.filter(
        (one) => one !== what && also[what]?.includes(one) !== true,
      )) {
        expect(await run(() => asks[other](call))).toMatchObject({ kind: 'not_in_ledger' });
      }
      expect(asked).toEqual([]);
    },
  );

  test('a number that the order does not have is not sent', async () => {
    const { account, asked } = openAccount();
    const asks = asksOf(account);
    const mine = await callOf('create');
    const { key } = await callOf('create');
    for (const call of [
      { ...mine, number: drawNumber() },
      { ...mine, key },
    ]) {
      for (const ask of Object.values(asks)) {
        expect(await run(() => ask(call))).toMatchObject({ kind: 'not_in_ledger' });
      }
    }
    expect(asked).toEqual([]);
  });

  test('a refund that is not requested, or of whom it may not be, is not sent', async () => {
    const { account, asked } = openAccount();
    const { refund } = asksOf(account);
    const { key, second } = await paidTwice(db);
    await appendNext(db, key, heldCompensation(second, 'over_cap'));
    const call = { key, number: `${second}R1`, ...times };
    expect(await run(() => refund(call))).toMatchObject({ kind: 'not_in_ledger' });
    expect(asked).toEqual([]);
  });

  test('what is sent is the row’s: a second transaction goes by the payment number, and its own amount', async () => {
    const sent: RefundRequest[] = [];
    const { account } = openAccount();
    const { refund } = asksOf({
      ...account,
      refund: (request) => {
        sent.push(request);
        return Promise.resolve({ kind: 'processing' });
      },
    });
    const { key, winner } = await paidOrder(db);
    const number = `${winner}-2`;
    const atMs = startMs + 4_000;
    await appendNext(
      db,
      key,
      {
        type: 'second_transaction_found',
        number,
        parent: winner,
        transaction: 'T-2',
        atMs,
      } as const,
      { ...captured(number, 'T-2'), amountMinor: 1_500 },
      duplicate(number),
      compensation(number, `${number}R1`, 1_500),
    );
    expect(await run(() => refund({ key, number: `${number}R1`, ...times }))).toEqual(stored);
    expect(sent).toMatchObject([
      {
        refundNumber: `${number}R1`,
        amountMinor: 1_500,
        payment: {
          paymentNumber: winner,
          transaction: 'T-2',
          amount: { amountMinor: 1_500, currency: 'CNY' },
        },
      },
    ]);
  });
});

test('a poll moves the due time on, for it leaves no fact by which the watchdog would know', async () => {
  const { query } = activitiesOf(openAccount().account);
  const nextDueAtMs = startMs + 77_000;
  const call = { ...(await callOf('query')), nextDueAtMs };
  await run(() => query(call));
  expect(await dueAtMsOf(db, call.key)).toBe(nextDueAtMs);
});
