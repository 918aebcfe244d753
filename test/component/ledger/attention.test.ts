import { expect, test } from 'vitest';
import { markHolds } from '../../../ledger/people/order-holds.ts';
import { recordUnmatched } from '../../../ledger/inbox/unmatched.ts';
import {
  type AttentionFilter,
  type AttentionItem,
  isAttentionCursor,
  listAttention,
} from '../../../ledger/people/attention.ts';
import {
  appendNext,
  drawNumber,
  heldCompensation,
  newMerchant,
  newOrder,
  offered,
  paidTwice,
  planned,
  startMs,
} from './order-facts.ts';
import { openOwnLedger } from './own-ledger.ts';

const { db } = await openOwnLedger();

async function listed(filter: Partial<AttentionFilter>): Promise<AttentionItem[]> {
  return (await listAttention(db, { limit: 100, ...filter })).items;
}

/** One item of each source. */
async function oneOfEach() {
  const twice = await paidTwice(db);
  const duplicate = twice.key;
  await appendNext(db, duplicate, heldCompensation(twice.second, 'over_cap'));
  const refundNumber = `${twice.second}R1`;
  const parked = await newOrder(db);
  const parkedNumber = drawNumber();
  await appendNext(db, parked, planned(parkedNumber), offered(parkedNumber));
  await appendNext(
    db,
    parked,
    { type: 'attempt_parked', number: parkedNumber, atMs: startMs + 9_000 },
    {
      type: 'alert_raised',
      id: `parked:${parkedNumber}`,
      kind: 'parked',
      number: parkedNumber,
      detail: 'It does not answer.',
      atMs: startMs + 9_000,
    },
  );
  await recordUnmatched(db, {
    source: 'callback',
    sourceId: 'inbox-1',
    channel: 'alipay',
    account: 'second',
    paymentNumber: 'NOT-OURS',
    transaction: 'T-1',
    amountMinor: 5,
    currency: 'CNY',
    detail: 'A payment of no attempt we know.',
    foundAtMs: startMs + 8_000,
  });
  const held = {
    what: `evidence:${parkedNumber}`,
    kind: 'evidence',
    numbers: [parkedNumber],
    callback: null,
    why: 'it would not hold',
  } as const;
  const terms = { waitsMs: [30_000], build: 'b1' };
  await markHolds(db, parked, { held: [held], gone: [], again: [] }, terms);
  return { duplicate, refundNumber, parkedNumber };
}

const { duplicate, refundNumber, parkedNumber } = await oneOfEach();

test('each item names its channel and account, the oldest first', async () => {
  const items = await listed({});
  expect(items.map((one) => one.kind)).toEqual(['refund', 'unmatched', 'parked', 'held']);
  const of = { channel: 'wechat', account: 'default' };
  expect(items).toMatchObject([
    { id: `refund:${refundNumber}`, key: duplicate, number: refundNumber, ...of },
    { key: null, number: 'NOT-OURS', channel: 'alipay', account: 'second' },
    { id: `parked:${parkedNumber}`, number: parkedNumber, detail: 'It does not answer.', ...of },
    { number: parkedNumber, resolvedBy: 'held', ...of },
  ]);
});

test('kind, merchant and channel narrow the list', async () => {
  const kinds = async (filter: Partial<AttentionFilter>): Promise<string[]> =>
    (await listed(filter)).map((one) => one.kind);
  expect(await kinds({ kind: 'unmatched' })).toEqual(['unmatched']);
  expect(await kinds({ kind: 'account' })).toEqual([]);
  expect(await kinds({ merchant: duplicate.merchant })).toEqual(['refund']);
  expect(await kinds({ merchant: await newMerchant(db) })).toEqual([]);
  expect(await kinds({ channel: 'alipay' })).toEqual(['unmatched']);
  expect(await kinds({ channel: 'wechat', kind: 'held' })).toEqual(['held']);
});

test('the list comes page by page, none twice and none left out', async () => {
  const all = (await listed({})).map((one) => one.id);
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof listAttention>> = await listAttention(db, {
      limit: 1,
      ...(cursor === null ? {} : { cursor }),
    });
    seen.push(...page.items.map((one) => one.id));
    cursor = page.nextCursor;
    if (cursor !== null) expect(isAttentionCursor(cursor)).toBe(true);
  } while (cursor !== null);
  expect(seen).toEqual(all);
  expect(isAttentionCursor('x')).toBe(false);
  await expect(listed({ cursor: 'x' })).rejects.toThrow(RangeError);
});
