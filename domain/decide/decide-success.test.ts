import { expect, test } from 'vitest';
import { hourMs, minuteMs, scanTraits, secondMs } from '../testing/channel-kinds.ts';
import { success, World } from '../testing/world.ts';

const alipay = { channel: 'alipay', traits: scanTraits };

/** Two attempts that can both be paid: the second took the place of the first. */
function two(policy = {}): World {
  return new World(policy)
    .open('A')
    .pay('B', alipay)
    .advance(2 * secondMs)
    .offered('B');
}

test('rule 5: the first match on an open order wins', () => {
  const world = new World().open('A').paid('A');
  expect(world.types).toEqual(['payment_captured', 'order_paid']);
  expect(world.attempt('A')).toMatchObject({ status: 'succeeded', role: 'winner', final: true });
  expect(world.owed).toEqual([]);
});

test('rule 5: the first match on a closing order wins', () => {
  const world = new World().open('A').close().paid('A');
  expect(world.state).toMatchObject({ status: 'paid', winner: 'A' });
});

test('rule 5: every other attempt is closed at once', () => {
  const world = two().paid('B');
  expect(world.attempt('A').withdrawal?.reason).toBe('paid');
  expect(world.due).toEqual(['close A']);
  world.closeAnswered('A').says('A', 'closed');
  expect(world.owed).toEqual([]);
});

test('one-winner: a second success is a duplicate', () => {
  const world = two().paid('B').paid('A');
  expect(world.types).toEqual(['payment_captured', 'duplicate_found']);
  expect(world.state.winner).toBe('B');
  expect(world.attempt('A').role).toBe('duplicate');
});

test.each([
  ['too much', { amountMinor: 2_000 }],
  ['too little', { amountMinor: 1 }],
  ['another currency', { currency: 'JPY' }],
  ['partly returned', { returnedMinor: 1 }],
  ['returned, who knows how much', { returnedMinor: null }],
] as const)('rule 5: %s never wins: compensated, with an alert', (_, difference) => {
  const world = new World().open('A').paid('A', difference);
  expect(world.attempt('A').role).toBe('mismatch');
  expect(world.state).toMatchObject({ status: 'open', winner: null });
  expect(world.state.alerts.some((one) => one.kind === 'mismatch')).toBe(true);
  expect(world.owed).toContain('query A');
  world.advance(secondMs).paid('A', difference);
  expect(world.state.refunds).toMatchObject([{ kind: 'compensation', attempt: 'A' }]);
});

test('rule 5: a wrong amount in our currency goes back as it was paid', () => {
  const world = new World().open('A').paid('A', { amountMinor: 2_500 });
  world.advance(secondMs).paid('A', { amountMinor: 2_500 });
  expect(world.state.refunds).toMatchObject([{ amountMinor: 2_500, status: 'requested' }]);
});

test('rule 5: of what was partly returned, only what is kept goes back', () => {
  const world = new World().open('A').paid('A', { returnedMinor: 999 });
  world.advance(secondMs).paid('A', { returnedMinor: 999 });
  expect(world.state.refunds).toMatchObject([{ amountMinor: 1_000, status: 'requested' }]);
});

test('rule 5: a wrong currency is never refunded by a guess: a person decides', () => {
  const world = new World().open('A').paid('A', { currency: 'JPY' });
  world.advance(secondMs).paid('A', { currency: 'JPY' });
  expect(world.state.refunds).toMatchObject([
    { status: 'awaiting_approval', hold: 'amount_unclear' },
  ]);
});

test('rule 5: a disputed payment never wins', () => {
  const world = new World().open('A').callback('c1', 'A', { kind: 'dispute', state: 'opened' });
  expect(world.paid('A').attempt('A').role).toBe('mismatch');
});

test('rule 5: after a wrong amount the order can still be paid', () => {
  const world = new World().open('A').paid('A', { amountMinor: 1 }).open('B').paid('B');
  expect(world.state.winner).toBe('B');
});

test('rule 5: a second channel transaction under one payment number counts as its own attempt', () => {
  const world = new World().open('A').paid('A');
  world.queried('A', success('T-other'));
  expect(world.types).toEqual(['second_transaction_found', 'payment_captured', 'duplicate_found']);
  expect(world.attempt('A-2')).toMatchObject({
    channelNumber: 'A',
    role: 'duplicate',
    capturedMinor: 1_999,
  });
  expect(world.attempt('A')).toMatchObject({ role: 'winner', capturedMinor: 1_999 });
});

test('rule 5: a second transaction is found once, and a third is a third', () => {
  const world = new World().open('A').paid('A').tells('c1', 'A', success('T-2'));
  world.tells('c2', 'A', success('T-2')).tells('c3', 'A', success('T-3'));
  expect(world.state.attempts.map((one) => one.number)).toEqual(['A', 'A-2', 'A-3']);
});

test('rule 5: an old callback of a second transaction counts only once its query confirms it', () => {
  const world = new World().open('A').paid('A').tells('c1', 'A', success('T-2'), 'old');
  expect(world.due).toEqual(['query A-2']);
  expect(world.attempt('A-2').capturedMinor).toBe(0);
  world.queried('A-2', success('T-2'));
  expect(world.attempt('A-2')).toMatchObject({ role: 'duplicate', capturedMinor: 1_999 });
});

test('rule 5: a second transaction does not use up an attempt of the limit', () => {
  const world = new World({ maxAttempts: 2 }).open('A').paid('A', { amountMinor: 1 });
  world.queried('A', success('T-2', { amountMinor: 1 })).pay('B');
  expect(world.types).toContain('attempt_planned');
});

test('rule 8: a success learned after the order closed is late, whenever it was paid', () => {
  const world = new World()
    .open('A')
    .close()
    .advance(10 * minuteMs);
  expect(world.state.status).toBe('closed');
  world.paid('A', { paidAtMs: world.nowMs - 9 * minuteMs });
  expect(world.attempt('A').role).toBe('late');
  expect(world.state).toMatchObject({ status: 'closed', winner: null });
});

test('rule 7: until the order is closed a success wins, though its deadline has passed', () => {
  const world = new World()
    .open('A')
    .advance(hourMs + 9 * minuteMs)
    .paid('A');
  expect(world.state).toMatchObject({ status: 'paid', winner: 'A' });
});

test('winner-safe: an attempt with a compensation never wins', () => {
  const world = new World().open('A').paid('A', { amountMinor: 1 }).advance(secondMs);
  world.paid('A', { amountMinor: 1 });
  expect(world.state.refunds).toHaveLength(1);
  world.paid('A').tells('c1', 'A', success('T-A'));
  expect(world.state.winner).toBeNull();
});

test('one-winner: the winner stays, whatever is said later', () => {
  const world = two().paid('B').paid('A').paid('B', { amountMinor: 1 });
  world
    .paid('B', { returnedMinor: 1_999 })
    .says('B', 'not_known')
    .advance(2 * hourMs);
  expect(world.state).toMatchObject({ winner: 'B', status: 'paid' });
});
