import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { OrderKey } from '../../domain/order-key.ts';
import { putAttemptInput, readAttemptInput } from '../../ledger/attempt-inputs.ts';
import { putAttemptOffer, readAttemptOffer } from '../../ledger/attempt-offers.ts';
import { eraseOrder, eraseWhatIsOld } from '../../ledger/erasure.ts';
import { keepResource, takeKey } from '../../ledger/idempotency-keys.ts';
import { storeCallback, type VerifiedCallback } from '../../ledger/inbox.ts';
import { takeCallbacks } from '../../ledger/inbox-consumption.ts';
import { noteNextDue } from '../../ledger/orders.ts';
import {
  appendNext,
  captured,
  drawNumber,
  newOrder,
  offered,
  paidBy,
  planned,
  startMs,
} from './order-facts.ts';
import { openOwnLedger } from './own-ledger.ts';
import { whereItStands } from './where-it-stands.ts';

const { db } = await openOwnLedger();
const dayMs = 86_400_000;
const settings = { keepMs: 0, unusedAfterMs: dayMs };

/** Words that no row but the ones of this test holds. */
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

describe('rule 22: what an order knows of its shopper', () => {
  test('is erased once the order has been at rest for long enough, and not before', async () => {
    const text = marker('openid');
    const { key, number } = await paidWith(text);
    const before = await whereItStands(db, text);
    expect(before.sort()).toEqual([
      ...['attempt_inputs', 'attempt_offers', 'idempotency_keys', 'inbox'],
    ]);
    await eraseWhatIsOld(db, settings);
    expect(await readAttemptInput(db, number)).toEqual({ openid: text });
    await noteNextDue(db, key, null);
    await eraseWhatIsOld(db, { ...settings, keepMs: dayMs });
    expect(await readAttemptInput(db, number)).toEqual({ openid: text });
    expect(await eraseWhatIsOld(db, settings)).toBeGreaterThanOrEqual(1);
    expect(await whereItStands(db, text)).toEqual([]);
    expect(await readAttemptInput(db, number)).toBeNull();
    expect(await readAttemptOffer(db, number)).toBeNull();
  });

  test('is erased at a word once the order is at rest; while it is under way, nothing is', async () => {
    const text = marker('openid');
    const { key, number } = await paidWith(text);
    expect(await eraseOrder(db, key, 0)).toBe('not_at_rest');
    expect(await readAttemptInput(db, number)).toEqual({ openid: text });
    await noteNextDue(db, key, null);
    expect(await eraseOrder(db, key, 0)).toBe('erased');
    expect(await whereItStands(db, text)).toEqual([]);
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
