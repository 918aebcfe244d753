import { MockActivityEnvironment } from '@temporalio/testing';
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { createChannelActivities } from '../../../activities/channel-activities.ts';
import type { ChannelAccount } from '../../../channels/channel.ts';
import { noFaults } from '../../../domain/fault-point.ts';
import { pendingAnswers } from '../../../ledger/answers/channel-answers.ts';
import { run as write } from '../../../ledger/database/database.ts';
import { putRequest } from '../../../ledger/answers/requests.ts';
import { appendNext, callable, merchantRefund, paidOrder, startMs } from '../ledger/order-facts.ts';
import { openOwnLedger } from '../ledger/own-ledger.ts';
import { whereItStands } from '../ledger/where-it-stands.ts';

/** Rule 22: text to and from a channel does not pass through the rules or the engine. */
const { db } = await openOwnLedger();
const times = { askedAtMs: startMs + 9_000, nextDueAtMs: null };

const silent: ChannelAccount = {
  create: () => Promise.reject(new Error('not asked here')),
  query: () => Promise.reject(new Error('not asked here')),
  close: () => Promise.reject(new Error('not asked here')),
  refund: () => Promise.reject(new Error('not asked here')),
  queryRefund: () => Promise.reject(new Error('not asked here')),
  check: () => Promise.resolve(),
  readCallback: () => Promise.reject(new Error('not asked here')),
};

function activitiesOf(account: Partial<ChannelAccount>) {
  const deps = { db, publicUrl: 'https://pay.example', faults: noFaults };
  return createChannelActivities({ ...deps, account: () => ({ ...silent, ...account }) });
}

function run<T>(call: () => Promise<T>): Promise<T> {
  return new MockActivityEnvironment({ startToCloseTimeoutMs: 20_000 }).run(call);
}

/** A refund that a merchant asked for with this reason. */
async function askedFor(reason: string) {
  const { key, winner } = await paidOrder(db);
  const number = `${winner}R1`;
  const id = `refund:${randomUUID()}`;
  const input = { type: 'refund', id, refundId: 'r1', amountMinor: 500, reasonMark: 'm' } as const;
  await putRequest(db, key, input, { keyId: 'k', role: 'merchant' }, reason);
  await appendNext(db, key, { ...merchantRefund(winner, number, 'r1', 500), input: id });
  return { key, number, ...times };
}

test('rule 22: a channel is told the same reason under a number each time, and none once it was erased', async () => {
  const reason = `too small, ${randomUUID()}`;
  const said: string[] = [];
  const { refund } = activitiesOf({
    refund: (asked) => {
      said.push(asked.reason);
      return Promise.resolve({ kind: 'processing' });
    },
  });
  const call = await askedFor(reason);
  expect(await whereItStands(db, reason)).toEqual(['refund_reasons']);
  expect(await run(() => refund(call))).toEqual({ kind: 'stored' });
  expect(await run(() => refund(call))).toEqual({ kind: 'stored' });
  expect(said).toEqual([reason, reason]);
  await write(db, 'update refund_reasons set reason = null, erased_at = now() where number = $1', [
    call.number,
  ]);
  expect(await run(() => refund(call))).toMatchObject({ kind: 'not_in_ledger' });
  expect(said).toHaveLength(2);
});

test('rule 22: what a channel said to a call that proves nothing goes back as its code alone', async () => {
  const message = `Mr Li, ${randomUUID()}`;
  const why = 'busy' as const;
  const { query, refund } = activitiesOf({
    query: () => Promise.resolve({ kind: 'unknown', code: 'SYSTEM_ERROR', message }),
    refund: () => Promise.resolve({ kind: 'retry', code: 'LIMIT', message, why }),
  });
  const asked = await callable(db, 'query');
  const lost = await run(() => query({ ...asked, ...times }));
  expect(lost).toEqual({ kind: 'unknown', code: 'SYSTEM_ERROR' });
  const call = await askedFor('');
  expect(await run(() => refund(call))).toEqual({ kind: 'retry', code: 'LIMIT', why });
  expect(await whereItStands(db, message)).toEqual([]);
});

test('rule 22: what a channel said to a refusal stands in its row, and no run reads it', async () => {
  const message = `Mr Li, ${randomUUID()}`;
  const { refund } = activitiesOf({
    refund: () => Promise.resolve({ kind: 'refused', code: 'NO_AUTH', message }),
  });
  const call = await askedFor('');
  expect(await run(() => refund(call))).toEqual({ kind: 'stored' });
  expect(await whereItStands(db, message)).toEqual(['channel_answers']);
  const { key, number, askedAtMs } = call;
  const read = await pendingAnswers(db, key, [{ call: 'refund', number, askedAtMs }]);
  expect(read).toMatchObject([{ answer: { kind: 'refused', code: 'NO_AUTH' } }]);
  expect(JSON.stringify(read)).not.toContain(message);
});
