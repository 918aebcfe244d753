import { expect, test } from 'vitest';
import { resume } from '../facts/evolve.ts';
import { isOtherDigest, orderDigest } from './order-digest.ts';
import { World } from '../testing/world.ts';

test('one-truth: what only a run remembers is no part of the digest, what the ledger holds is', () => {
  const { state } = new World();
  const digest = orderDigest(state);
  expect(orderDigest(resume(structuredClone(state)))).toBe(digest);
  expect(orderDigest({ ...state, deadlineMs: state.deadlineMs + 7_000 })).not.toBe(digest);
  expect(orderDigest({ ...state, status: 'closed' })).not.toBe(digest);
});

test('one-truth: digests of two versions tell nothing of each other', () => {
  expect(isOtherDigest('1:aa', '1:bb')).toBe(true);
  expect(isOtherDigest('1:aa', '1:aa')).toBe(false);
  expect(isOtherDigest('1:aa', '2:bb')).toBe(false);
});
