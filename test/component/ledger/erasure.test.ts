import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { OrderKey } from '../../../domain/values/order-key.ts';
import { append } from '../../../ledger/append/append.ts';
import { putAttemptInput, readAttemptInput } from '../../../ledger/texts/attempt-inputs.ts';
import { putAttemptOffer, readAttemptOffer } from '../../../ledger/texts/attempt-offers.ts';
import { putAnswer } from '../../../ledger/answers/channel-answers.ts';
import { run } from '../../../ledger/database/database.ts';
import { eraseOrder, eraseWhatIsOld } from '../../../ledger/texts/erasure.ts';
import { orderEvents } from '../../../ledger/events/events.ts';
import { loadFacts } from '../../../ledger/orders/facts.ts';
import { keepResource, takeKey } from '../../../ledger/keys/idempotency-keys.ts';
import { storeCallback, type VerifiedCallback } from '../../../ledger/inbox/inbox.ts';
import { takeCallbacks } from '../../../ledger/inbox/inbox-consumption.ts';
import { orderView } from '../../../ledger/views/order-view.ts';
import { noteNextDue } from '../../../ledger/orders/dues.ts';
import { putRequest } from '../../../ledger/answers/requests.ts';
import {
  appendNext,
  captured,
  drawNumber,
  merchantRefund,
  newOrder,
  offered,
  paidBy,
  paidOrder,
  planned,
  startMs,
} from './order-facts.ts';
import { openOwnLedger } from './own-ledger.ts';
import { whereItStands } from './where-it-stands.ts';

const { db } = await openOwnLedger();
const dayMs = 86_400_000;
const publicUrl = 'https://pay.example';
const shop = { keyId: 'k', role: 'merchant' } as const;
const settings = { keepMs: 0, unusedAfterMs: dayMs };

/** Words that only rows of this test hold. */
function marker(what: string): string {
  return `${what}-${randomUUID()}`;
}

function callbackOf(number: string, text: string): VerifiedCallback {
  return {
    channel: 'wechat',
    account: 'default',
    eventId: `EV-${number}`,
    headers: { 'x-of': text },
    body: Buffer.from(text),
    receivedAtMs: startMs,
    signedAtMs: startMs,
    fresh: true,
    channelNumber: number,
    news: { kind: 'payment', finding: { kind: 'unpaid' } },
  };
}

/** An order paid by an attempt whose rows hold the marker; still due. */
async function paidWith(text: string): Promise<Readonly<{ key: OrderKey; number: string }>> {
  const key = await newOrder(db);
  const number = drawNumber();
  await putAttemptInput(db, { number, key, shopper: { openid: text } });
  await appendNext(db, key, planned(number), offered(number));
  await putAttemptOffer(db, number, { type: 'redirect', url: `https://pay.example/${text}` });
  const { id } = await storeCallback(db, callbackOf(number, text));
  await appendNext(db, key, captured(number), paidBy(number));
  await takeCallbacks(db, [id], key, 5);
  const name = { scope: key.merchant, key: text };
  await takeKey(db, name, { hash: 'h' });
  await keepResource(db, name, { kind: 'attempt', id: number });
  return { key, number };
}

function refundOf(id: string) {
  return { type: 'refund', id, refundId: 'r1', amountMinor: 500, reasonMark: 'm' } as const;
}

/** A refund that a merchant asked for with this reason. */
async function askedFor(reason: string) {
  const { key, winner } = await paidOrder(db);
  const number = `${winner}R1`;
  await putRequest(db, key, refundOf(`refund:${number}`), shop, reason);
  const asked = merchantRefund(winner, number, 'r1', 500);
  await appendNext(db, key, { ...asked, input: `refund:${number}` });
  return { key, winner, number };
}

/** The channel refuses refunds of a payment, each in its own words, all in one append. */
async function refuse(key: OrderKey, winner: string, words: Readonly<Record<string, string>>) {
  const askedAtMs = startMs + 6_000;
  for (const [number, message] of Object.entries(words)) {
    const refusal = { kind: 'refused', code: 'NO_AUTH', message } as const;
    await putAnswer(db, {
      key,
      name: { call: 'refund', number, askedAtMs },
      attempt: { number: winner, channel: 'wechat', account: 'default' },
      answer: { type: 'refunded', refundNumber: number, askedAtMs, answer: refusal },
    });
  }
  const { seq } = await loadFacts(db, key);
  const numbers = Object.keys(words);
  const appended = await append(db, {
    key,
    expectedSeq: seq,
    nextDueAtMs: null,
    digest: null,
    facts: numbers.map((number) => ({
      type: 'refund_failed',
      number,
      code: 'NO_AUTH',
      atMs: askedAtMs,
    })),
    consumed: {
      callbacks: [],
      answers: numbers.map((number) => ({ call: 'refund', number, askedAtMs })),
    },
  });
  expect(appended.kind).toBe('appended');
}

/** A refund that a merchant asked for, and that its channel refused. */
async function refusedRefund(reason: string, words: string) {
  const { key, winner, number } = await askedFor(reason);
  await refuse(key, winner, { [number]: words });
  return { key, number };
}

describe('rule 22: what an order knows of its shopper', () => {
  test('is erased once the order has been at rest for long enough, and not before', async () => {
    const text = marker('openid');
    const { key, number } = await paidWith(text);
    const before = await whereItStands(db, text);
    expect(before.sort()).toEqual([
      'attempt_inputs',
      'attempt_offers',
      'idempotency_keys',
      'inbox',
    ]);
    await eraseWhatIsOld(db, settings);
    expect((await readAttemptInput(db, number)).shopper).toEqual({ openid: text });
    await noteNextDue(db, key, null);
    await eraseWhatIsOld(db, { ...settings, keepMs: dayMs });
    expect((await readAttemptInput(db, number)).shopper).toEqual({ openid: text });
    expect(await eraseWhatIsOld(db, settings)).toBeGreaterThanOrEqual(1);
    expect(await whereItStands(db, text)).toEqual([]);
    expect((await readAttemptInput(db, number)).shopper).toBeNull();
    expect(await readAttemptOffer(db, number)).toBeNull();
  });

  test('is erased at a word once the order is at rest; while it is under way, nothing is', async () => {
    const text = marker('openid');
    const { key, number } = await paidWith(text);
    expect(await eraseOrder(db, key, 0)).toBe('not_at_rest');
    expect((await readAttemptInput(db, number)).shopper).toEqual({ openid: text });
    await noteNextDue(db, key, null);
    expect(await eraseOrder(db, key, 0)).toBe('erased');
    expect(await whereItStands(db, text)).toEqual([]);
    expect(await eraseOrder(db, key, 0)).toBe('erased');
  });

  test('stays while something of the order is held, for it may yet be sent', async () => {
    const text = marker('openid');
    const { key } = await paidWith(text);
    await noteNextDue(db, key, null);
    const held = 'update orders set held = $3 where merchant = $1 and id = $2';
    await run(db, held, [key.merchant, key.orderId, true]);
    expect(await eraseOrder(db, key, 0)).toBe('not_at_rest');
    await run(db, held, [key.merchant, key.orderId, false]);
    expect(await eraseOrder(db, key, 0)).toBe('erased');
  });

  test('an erased callback is known again, and changes nothing', async () => {
    const text = marker('openid');
    const { key, number } = await paidWith(text);
    await noteNextDue(db, key, null);
    await eraseOrder(db, key, 0);
    expect((await storeCallback(db, callbackOf(number, text))).kind).toBe('known');
    expect(await whereItStands(db, text)).toEqual([]);
  });

  test('a channel’s words and a merchant’s reason are erased with it; the codes stay', async () => {
    const [reason, words] = [marker('reason'), marker('words')];
    const { key, number } = await refusedRefund(reason, words);
    expect(await whereItStands(db, reason)).toEqual(['refund_reasons']);
    expect(await whereItStands(db, words)).toEqual(['channel_answers', 'failure_words']);
    const told = await orderView(db, key, { publicUrl });
    expect(told?.refunds).toMatchObject([{ reason, failure: { code: 'NO_AUTH', message: words } }]);
    await noteNextDue(db, key, null);
    await eraseWhatIsOld(db, settings);
    expect(await whereItStands(db, reason)).toEqual([]);
    expect(await whereItStands(db, words)).toEqual([]);
    expect((await orderView(db, key, { publicUrl }))?.refunds).toMatchObject([
      { number, reason: 'no longer kept', failure: { code: 'NO_AUTH' } },
    ]);
    const { events } = await orderEvents(db, key, { publicUrl });
    expect(events.at(-1)?.data.order.refunds).toMatchObject([
      { reason: 'no longer kept', failure: { message: 'The channel refused: NO_AUTH.' } },
    ]);
  });

  test('words to one refund are not told of another', async () => {
    const { key, winner, number } = await askedFor('');
    const other = `${winner}R2`;
    await appendNext(db, key, merchantRefund(winner, other, 'r2', 400));
    await refuse(key, winner, { [number]: 'the first', [other]: 'the second' });
    expect((await orderView(db, key, { publicUrl }))?.refunds).toMatchObject([
      { number, failure: { message: 'the first' } },
      { number: other, failure: { message: 'the second' } },
    ]);
  });

  test('a refund that waits for a person keeps its reason until it can not be sent any more', async () => {
    const reason = marker('reason');
    const { key, number } = await askedFor(reason);
    await eraseWhatIsOld(db, settings);
    const of = { number, atMs: startMs + 6_000 };
    const by = { name: 'Ann', reason: 'seen' };
    await appendNext(db, key, { ...of, type: 'refund_stopped', hold: 'amount_unclear' });
    await noteNextDue(db, key, null);
    expect(await eraseWhatIsOld(db, settings)).toBe(0);
    expect(await eraseOrder(db, key, 0)).toBe('reason_kept');
    expect(await whereItStands(db, reason)).toEqual(['refund_reasons']);
    await appendNext(db, key, { ...of, type: 'refund_rejected', input: 'i', by });
    await noteNextDue(db, key, null);
    expect(await eraseOrder(db, key, 0)).toBe('erased');
    expect(await whereItStands(db, reason)).toEqual([]);
  });

  test('the reason of a request that was refused goes too, once it can not be under way', async () => {
    const reason = marker('reason');
    const { key } = await paidOrder(db);
    await putRequest(db, key, refundOf('refund:x'), shop, reason);
    await noteNextDue(db, key, null);
    expect(await eraseOrder(db, key, 0)).toBe('reason_kept');
    expect(await whereItStands(db, reason)).toEqual(['requests']);
    await run(db, `update requests set created_at = now() - interval '2 hours'`, []);
    expect(await eraseOrder(db, key, 0)).toBe('erased');
    expect(await whereItStands(db, reason)).toEqual([]);
  });

  test('a callback that says nothing the rules care about is erased by its age', async () => {
    const text = marker('buyer');
    const { id } = await storeCallback(db, { ...callbackOf(drawNumber(), text), news: null });
    await eraseWhatIsOld(db, { ...settings, keepMs: 3_650 * dayMs });
    expect(await whereItStands(db, text)).toEqual(['inbox']);
    await eraseWhatIsOld(db, settings);
    expect(await whereItStands(db, text)).toEqual([]);
    expect(id).toMatch(/^cb_/);
  });
});
