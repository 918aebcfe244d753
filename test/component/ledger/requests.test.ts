import { expect, test } from 'vitest';
import type { RequestInput } from '../../../domain/facts/input.ts';
import { putRequest, storedRequests } from '../../../ledger/answers/requests.ts';
import { newOrder } from './order-facts.ts';
import { openOwnLedger } from './own-ledger.ts';

const { db } = await openOwnLedger();
const shop = { keyId: 'key-1', role: 'merchant' } as const;
const person = { keyId: 'key-2', role: 'ops' } as const;
const close: RequestInput = { type: 'close', id: 'close:1' };
const approve: RequestInput = {
  type: 'refund_decision',
  id: 'approve:1',
  refundNumber: 'AR1',
  decision: 'approve',
  outcome: null,
  by: { name: 'Ada', reason: 'seen' },
};

test('rule 19: a request is read by its id and order; the first of an id stays', async () => {
  const [key, another] = [await newOrder(db), await newOrder(db)];
  await putRequest(db, key, close, shop);
  const refund = { type: 'refund', id: 'r:1', refundId: 'R-1', reasonMark: null } as const;
  await putRequest(db, key, { ...refund, amountMinor: 500 }, shop);
  await putRequest(db, key, { ...refund, amountMinor: 700 }, shop);
  expect(await storedRequests(db, key, ['close:1', 'r:1', 'nothing', 'a\u0000b'])).toEqual([
    close,
    { ...refund, amountMinor: 500 },
  ]);
  expect(await storedRequests(db, another, ['close:1'])).toEqual([]);
});

test('rule 18: a person decides by a key of role ops, and asks for nothing else by it', async () => {
  const key = await newOrder(db);
  await expect(putRequest(db, key, approve, shop)).rejects.toMatchObject({ invariant: 'role' });
  await expect(putRequest(db, key, close, person)).rejects.toMatchObject({ invariant: 'role' });
  await putRequest(db, key, approve, person);
  expect(await storedRequests(db, key, ['approve:1'])).toEqual([approve]);
});
