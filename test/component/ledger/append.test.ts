import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { fold } from '../../../domain/facts/evolve.ts';
import { orderDigest } from '../../../domain/order/order-digest.ts';
import type { RecordedFact } from '../../../domain/facts/fact.ts';
import { append } from '../../../ledger/append/append.ts';
import { run, selectOne, transaction } from '../../../ledger/database/database.ts';
import { orderEvents } from '../../../ledger/events/events.ts';
import { insertFacts, loadFacts } from '../../../ledger/orders/facts.ts';
import { leaseCallbacks, storeCallback } from '../../../ledger/inbox/inbox.ts';
import { orderView } from '../../../ledger/views/order-view.ts';
import { dueAtMsOf, noteNextDue } from '../../../ledger/orders/dues.ts';
import { findOrder } from '../../../ledger/orders/orders.ts';
import {
  amountMinor,
  anyEvidence,
  appendNext,
  captured,
  drawNumber,
  newOrder,
  offered,
  paidBy,
  paidOrder,
  paidTwice,
  planned,
  startMs,
} from './order-facts.ts';
import { openOwnLedger } from './own-ledger.ts';

const { db } = await openOwnLedger();
const publicUrl = 'https://pay.example';

describe('append', () => {
  test('facts come back as they went in, and fold to the same state', async () => {
    const key = await newOrder(db);
    const number = drawNumber();
    const facts = [planned(number), offered(number), captured(number), paidBy(number)];
    expect(await appendNext(db, key, ...facts)).toMatchObject({ kind: 'appended', seq: 5, facts });
    const loaded = await loadFacts(db, key);
    expect(loaded.seq).toBe(5);
    expect(loaded.facts.slice(1)).toEqual(facts);
    expect(fold(loaded.facts)?.winner).toBe(number);
  });

  test('an unknown order has no facts, and an append to it conflicts', async () => {
    const key = { merchant: 'nobody', orderId: 'A-1' };
    expect(await loadFacts(db, key)).toEqual({ facts: [], seq: 0 });
    const nothing = {
      expectedSeq: 1,
      facts: [],
      consumed: { callbacks: [], answers: [] },
      digest: null,
      nextDueAtMs: null,
    };
    expect(await append(db, { key, ...nothing })).toEqual({ kind: 'conflict', seq: 0 });
  });

  test('one-writer: of many writers who know the same fact, one appends and the others conflict', async () => {
    const key = await newOrder(db);
    const rivals = Array.from({ length: 12 }, () =>
      append(db, {
        key,
        expectedSeq: 1,
        facts: [planned(drawNumber())],
        consumed: { callbacks: [], answers: [] },
        digest: null,
        nextDueAtMs: null,
      }),
    );
    const ended = await Promise.allSettled(rivals);
    const kinds = ended.map((one) => (one.status === 'fulfilled' ? one.value.kind : one.status));
    expect(kinds.filter((kind) => kind === 'appended')).toHaveLength(1);
    expect(kinds.filter((kind) => kind === 'conflict')).toHaveLength(11);
    expect((await loadFacts(db, key)).seq).toBe(2);
  });

  test('one-writer: an append waits for one that is under way, and then conflicts', async () => {
    const key = await newOrder(db);
    const next = {
      key,
      expectedSeq: 1,
      consumed: { callbacks: [], answers: [] },
      digest: null,
      nextDueAtMs: null,
    };
    const { late } = await transaction(db, async (inside) => {
      await insertFacts(inside, key, 1, [planned(drawNumber())]);
      const where = 'where merchant = $1 and id = $2';
      await run(inside, `update orders set version = 2 ${where}`, [key.merchant, key.orderId]);
      const appended = append(db, { ...next, facts: [planned(drawNumber())] });
      const ended = appended.then(
        (one) => one.kind,
        () => 'refused',
      );
      const waiting = `select count(*)::int as count from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`;
      const count = z.object({ count: z.number() });
      await expect.poll(() => selectOne(db, count, waiting)).toEqual({ count: 1 });
      return { late: ended };
    });
    expect(await late).toBe('conflict');
  });

  test('quiet-end: a writer may ask for an earlier look than the facts want, never for a later one', async () => {
    const key = await newOrder(db);
    const of = {
      key,
      facts: [],
      consumed: { callbacks: [], answers: [] },
      digest: null,
      expectedSeq: 1,
    };
    const due = async (nextDueAtMs: number | null): Promise<number | null> => {
      await append(db, { ...of, nextDueAtMs });
      return dueAtMsOf(db, key);
    };
    const beforeMs = Date.now();
    // Its deadline passed long ago, so by the facts it is due now.
    for (const asked of [null, beforeMs + 86_400_000]) {
      const stored = (await due(asked)) ?? Infinity;
      expect(stored).toBeGreaterThanOrEqual(beforeMs);
      expect(stored).toBeLessThanOrEqual(Date.now());
    }
    expect(await due(startMs + 5_000)).toBe(startMs + 5_000);
    await noteNextDue(db, key, beforeMs + 86_400_000);
    expect((await dueAtMsOf(db, key)) ?? Infinity).toBeLessThanOrEqual(Date.now());
  });

  test('one-writer: the same append sent again after a lost answer is no conflict and writes nothing', async () => {
    const key = await newOrder(db);
    const number = drawNumber();
    const same = {
      key,
      expectedSeq: 1,
      facts: [planned(number), captured(number), paidBy(number)],
      consumed: { callbacks: [], answers: [] },
      digest: null,
      nextDueAtMs: null,
    };
    const [first, second] = await Promise.all([
      append(db, same, anyEvidence),
      append(db, same, anyEvidence),
    ]);
    expect([first, second]).toEqual([
      { kind: 'appended', seq: 4, facts: same.facts },
      { kind: 'appended', seq: 4, facts: same.facts },
    ]);
    const { events } = await orderEvents(db, key, { publicUrl });
    expect(events.map((one) => one.type)).toEqual(['order.paid']);
    const another = { ...same, facts: [planned(number), captured(number, 'T-other')] };
    expect(await append(db, another)).toEqual({ kind: 'conflict', seq: 4 });
  });

  test('one-truth: a writer whose digest differs from the fold of the facts writes nothing', async () => {
    const { key, winner } = await paidOrder(db);
    const { facts, seq } = await loadFacts(db, key);
    const state = fold(facts);
    if (state === null) throw new Error('the order has facts');
    const believed = { ...state, deadlineMs: state.deadlineMs + 7_000 };
    const note = {
      key,
      expectedSeq: seq,
      consumed: { callbacks: [], answers: [] },
      digest: null,
      nextDueAtMs: null,
      facts: [{ type: 'query_prompted', number: winner, input: null, atMs: startMs } as const],
    };
    expect(await append(db, { ...note, digest: orderDigest(believed) })).toEqual({
      kind: 'differs',
    });
    expect((await loadFacts(db, key)).seq).toBe(seq);
    expect(await append(db, { ...note, digest: orderDigest(state) })).toMatchObject({
      kind: 'appended',
      seq: seq + 1,
    });
  });

  test('nothing-lost: a callback is consumed by the append that takes it, and by no other', async () => {
    const { key, winner } = await paidOrder(db);
    const { id } = await storeCallback(db, {
      channel: 'wechat',
      account: 'default',
      eventId: `evt-${winner}`,
      headers: {},
      body: Buffer.from('{}'),
      receivedAtMs: startMs,
      signedAtMs: startMs,
      fresh: true,
      channelNumber: winner,
      news: { kind: 'payment', finding: { kind: 'unpaid' } },
    });
    const { seq } = await loadFacts(db, key);
    const take = {
      key,
      facts: [],
      consumed: { callbacks: [id], answers: [] },
      digest: null,
      nextDueAtMs: null,
    };
    expect(await append(db, { ...take, expectedSeq: seq - 1 })).toMatchObject({ kind: 'conflict' });
    const [leased] = await leaseCallbacks(db, { limit: 10, leaseMs: 0, by: 'relay' });
    expect(leased).toMatchObject({ id, key, input: { channelNumber: winner, fresh: true } });
    expect(await append(db, { ...take, expectedSeq: seq })).toMatchObject({
      kind: 'appended',
      seq,
    });
    expect(await leaseCallbacks(db, { limit: 10, leaseMs: 0, by: 'relay' })).toEqual([]);
  });

  const unknown: RecordedFact = { type: 'refund_succeeded', number: 'NONE', atMs: startMs + 9_000 };
  const nonsense: readonly (readonly [string, string, (winner: string) => RecordedFact])[] = [
    ['an unknown refund', 'names refund NONE', () => unknown],
    ['an unknown attempt', 'names attempt NONE', () => captured('NONE')],
    ['a success written over one', 'succeeded', (winner) => captured(winner, 'T-other')],
    ['a paid order that closes', 'paid', () => ({ type: 'order_closed', atMs: startMs + 9_000 })],
  ];
  test.each(nonsense)(
    'one-truth: %s is refused, and nothing of its append is written',
    async (_, words, make) => {
      const { key, winner } = await paidOrder(db);
      const before = await loadFacts(db, key);
      const sound: RecordedFact = {
        type: 'query_prompted',
        number: winner,
        input: 'c',
        atMs: startMs + 8_000,
      };
      const refused = appendNext(db, key, sound, make(winner));
      await expect(refused).rejects.toMatchObject({
        name: 'LedgerViolation',
        constraint: 'one-truth/fact-stands',
        message: expect.stringContaining(words) as string,
      });
      expect(await loadFacts(db, key)).toEqual(before);
      expect((await findOrder(db, key))?.version).toBe(before.seq);
      expect(await appendNext(db, key, sound)).toMatchObject({ kind: 'appended' });
    },
  );

  test('one-truth: what the ledger already holds is folded as it is, and the order goes on', async () => {
    const { key, winner } = await paidOrder(db);
    const { seq } = await loadFacts(db, key);
    await insertFacts(db, key, seq, [unknown]);
    const where = 'where merchant = $1 and id = $2';
    const version = [key.merchant, key.orderId, seq + 1];
    await run(db, `update orders set version = $3 ${where}`, version);
    const next: RecordedFact = {
      type: 'query_prompted',
      number: winner,
      input: 'c',
      atMs: startMs,
    };
    expect(await appendNext(db, key, next)).toMatchObject({ kind: 'appended', seq: seq + 2 });
  });

  test('the read models say what the facts fold to', async () => {
    const { key, winner, second } = await paidTwice(db);
    expect(await orderView(db, key, { publicUrl })).toMatchObject({
      id: key.orderId,
      status: 'paid',
      amount: { currency: 'CNY', value: amountMinor },
      amount_refunded: 0,
      winner,
      attention: ['duplicate'],
      version: 8,
      paid_at: new Date(startMs + 3_000).toISOString(),
      checkout_url: expect.stringMatching(/^https:\/\/pay\.example\/pay\/[\w-]{32}$/) as string,
      metadata: { cart: '77' },
      attempts: [
        { id: winner, role: 'winner', status: 'succeeded', amount_captured: amountMinor },
        { id: second, role: 'duplicate', status: 'succeeded', action: null },
      ],
    });
    expect((await findOrder(db, key))?.version).toBe(8);
    expect(await dueAtMsOf(db, key)).toBe(startMs + 10_000);
  });
});
