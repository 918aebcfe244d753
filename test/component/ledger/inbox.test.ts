import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { append } from '../../../ledger/append/append.ts';
import { listAttention } from '../../../ledger/people/attention.ts';
import { run } from '../../../ledger/database/database.ts';
import { loadFacts } from '../../../ledger/orders/facts.ts';
import {
  leaseCallbacks,
  markHandedOver,
  storeCallback,
  type VerifiedCallback,
} from '../../../ledger/inbox/inbox.ts';
import { namedCallbacks } from '../../../ledger/inbox/inbox-consumption.ts';
import {
  listRefused,
  refusedCounts,
  refusedKept,
  storeRefused,
} from '../../../ledger/inbox/refused-callbacks.ts';
import { markUnmatched, resolveUnmatched } from '../../../ledger/inbox/unmatched.ts';
import { LedgerViolation } from '../../../ledger/database/violation.ts';
import { paidOrder, startMs } from './order-facts.ts';
import { openOwnLedger } from './own-ledger.ts';

const { db, owner } = await openOwnLedger();

beforeEach(async () => {
  await run(owner, 'delete from inbox');
});

function callback(channelNumber: string | null, eventId: string = randomUUID()): VerifiedCallback {
  return {
    channel: 'wechat',
    account: 'default',
    eventId,
    headers: { 'wechatpay-nonce': 'n' },
    body: Buffer.from('{"id":1}'),
    receivedAtMs: startMs,
    signedAtMs: startMs,
    fresh: true,
    channelNumber,
    news: channelNumber === null ? null : { kind: 'payment', finding: { kind: 'processing' } },
  };
}

const lease = (leaseMs: number): ReturnType<typeof leaseCallbacks> =>
  leaseCallbacks(db, { limit: 10, leaseMs, by: 'relay' });

describe('nothing-lost', () => {
  test('a callback the channel sends many times at once is one row', async () => {
    const same = callback('N-1');
    const stored = await Promise.all([1, 2, 3, 4].map(() => storeCallback(db, same)));
    expect(stored.map((one) => one.kind).sort()).toEqual(['known', 'known', 'known', 'stored']);
    expect(new Set(stored.map((one) => one.id)).size).toBe(1);
    expect(await lease(1_000)).toHaveLength(1);
  });

  test('rule 18: a row is read for its own order alone, and only until an append took it', async () => {
    const { key, winner } = await paidOrder(db);
    const other = await paidOrder(db);
    const { id } = await storeCallback(db, callback(winner));
    expect(await namedCallbacks(db, key, [id, 'cb_unknown'])).toMatchObject([
      { type: 'callback', id, channelNumber: winner, fresh: true },
    ]);
    expect(await namedCallbacks(db, other.key, [id])).toEqual([]);
    const { seq } = await loadFacts(db, key);
    const take = {
      facts: [],
      consumed: { callbacks: [id], answers: [] },
      digest: null,
      nextDueAtMs: null,
    };
    await append(db, { key, expectedSeq: seq, ...take });
    expect(await namedCallbacks(db, key, [id])).toEqual([]);
  });

  test.each([
    ['another order', {}],
    ['another account', { account: 'second' }],
    ['another channel', { channel: 'alipay' }],
  ])('nothing-lost: a callback of %s is not taken by an append that names it', async (_, other) => {
    const { key } = await paidOrder(db);
    const { winner } = await paidOrder(db);
    const { id } = await storeCallback(db, { ...callback(winner), ...other });
    const { seq } = await loadFacts(db, key);
    const consumed = { callbacks: [id], answers: [] };
    const take = { facts: [], consumed, nextDueAtMs: null, digest: null };
    await append(db, { key, expectedSeq: seq, ...take });
    expect((await lease(60_000)).map((one) => one.id)).toEqual([id]);
  });

  test('a leased callback is nobody else\u2019s until the lease is over, then anybody\u2019s', async () => {
    await storeCallback(db, callback('N-1'));
    expect(await lease(0)).toHaveLength(1);
    expect(await lease(60_000)).toMatchObject([{ leases: 2, key: null }]);
    expect(await lease(60_000)).toEqual([]);
  });

  test('two relays at once share the callbacks without overlap', async () => {
    await Promise.all(Array.from({ length: 12 }, () => storeCallback(db, callback('N-1'))));
    const taken = (await Promise.all([lease(60_000), lease(60_000)])).flat();
    const rest = await lease(60_000);
    const ids = [...taken, ...rest].map((one) => one.id);
    expect(ids).toHaveLength(12);
    expect(new Set(ids).size).toBe(12);
  });

  test('nothing-lost: handed over is not consumed: it comes again until an append took it', async () => {
    const { key, winner } = await paidOrder(db);
    const { id } = await storeCallback(db, callback(winner));
    await lease(60_000);
    await markHandedOver(db, id, 0);
    expect(await lease(60_000)).toMatchObject([{ id, key, leases: 2 }]);
    await markHandedOver(db, id, 0);
    const { seq } = await loadFacts(db, key);
    await append(db, {
      key,
      expectedSeq: seq,
      facts: [],
      consumed: { callbacks: [id], answers: [] },
      digest: null,
      nextDueAtMs: null,
    });
    // The relay notes the hand-over after the append consumed the row: that changes nothing any
    // more.
    await markHandedOver(db, id, 0);
    expect(await lease(0)).toEqual([]);
    const back = run(db, "update inbox set state = 'received', due_at = now() where id = $1", [id]);
    await expect(back).rejects.toThrow(LedgerViolation);
  });

  test('a verified callback the rules do not care about is kept and never handed over', async () => {
    expect((await storeCallback(db, callback(null))).kind).toBe('stored');
    expect(await lease(0)).toEqual([]);
  });
});

describe('unmatched', () => {
  test('a callback of another account is no evidence for an attempt of that number', async () => {
    const { key, winner } = await paidOrder(db);
    await storeCallback(db, { ...callback(winner), account: 'second' });
    await storeCallback(db, { ...callback(winner), channel: 'alipay' });
    expect(await lease(60_000)).toMatchObject([{ key: null }, { key: null }]);
    await storeCallback(db, callback(winner));
    expect(await lease(60_000)).toMatchObject([{ key }]);
  });

  test('evidence of an unknown payment number waits for a person, once', async () => {
    const { id } = await storeCallback(db, callback('NOT-OURS'));
    const found = {
      source: 'callback',
      sourceId: id,
      channel: 'wechat',
      account: 'default',
      paymentNumber: 'NOT-OURS',
      transaction: 'T-1',
      amountMinor: 5,
      currency: 'CNY',
      detail: 'A payment of no attempt we know.',
      foundAtMs: startMs,
    } as const;
    await markUnmatched(db, found);
    await markUnmatched(db, found);
    expect(await lease(0)).toEqual([]);
    const items = (await listAttention(db, { limit: 10 })).items.filter(
      (one) => one.kind === 'unmatched',
    );
    expect(items).toMatchObject([{ number: 'NOT-OURS', key: null, resolvedBy: 'unmatched' }]);
    const item = items[0]?.id ?? '';
    const by = { name: 'Ann', reason: 'refunded at the console' };
    expect(await resolveUnmatched(db, item, by)).toBe(true);
    expect(await resolveUnmatched(db, item, by)).toBe(false);
    expect((await listAttention(db, { limit: 10 })).items).toEqual([]);
  });
});

describe('refused callbacks', () => {
  test('all are counted, and only the newest thousand are kept', async () => {
    await run(
      db,
      `insert into refused_callbacks (channel, account, reason, detail, headers, body, received_at)
       select 'wechat', 'default', 'forged', 'old', '{}', '', now() from generate_series(1, $1)`,
      [refusedKept],
    );
    const refused = { ...callback(null), reason: 'forged', detail: 'new', paymentNumber: null };
    await storeRefused(db, refused);
    await storeRefused(db, refused);
    const kept = await listRefused(db, 2 * refusedKept);
    expect(kept).toHaveLength(refusedKept);
    expect(kept.slice(0, 3).map((one) => one.detail)).toEqual(['new', 'new', 'old']);
    expect(await refusedCounts(db)).toEqual([
      { channel: 'wechat', account: 'default', reason: 'forged', count: 2 },
    ]);
  });
});
