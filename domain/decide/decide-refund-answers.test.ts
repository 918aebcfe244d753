import { expect, test } from 'vitest';
import { attention } from '../order/attention.ts';
import { keptMinor } from '../order/attempt.ts';
import { dayMs, hourMs, minuteMs, secondMs } from '../testing/channel-kinds.ts';
import { busy, lost, no, World } from '../testing/world.ts';

const failed = { kind: 'failed', code: 'closed' } as const;
const short = { kind: 'later', code: 'short_balance' } as const;
const abnormal = { kind: 'abnormal', code: 'card_lost' } as const;
const processing = { kind: 'processing' } as const;
const succeeded = { kind: 'succeeded' } as const;

/** A paid order whose merchant asks 5.00 back, a second later. */
function asked(): World {
  return new World().open('A').paid('A').advance(secondMs).refund('r1', 500).advance(secondMs);
}

/** A late payment whose compensation AR1 is about to be sent. */
function compensating(): World {
  const world = new World()
    .open('A')
    .close()
    .advance(10 * minuteMs)
    .paid('A')
    .advance(secondMs);
  return world.paid('A').advance(secondMs);
}

test('rule 10: "accepted" is not "refunded": it is polled until final', () => {
  const world = asked().refunded('AR1', processing);
  expect(world.refundOf('AR1').status).toBe('processing');
  expect(world.attempt('A').refundedMinor).toBe(0);
  expect(world.owed).toEqual(['query_refund AR1']);
  world.advance(3 * secondMs).refundQueried('AR1', processing);
  expect(world.owed).toEqual(['query_refund AR1']);
  world.refundQueried('AR1', succeeded);
  expect(world.refundOf('AR1').status).toBe('succeeded');
  expect(world.attempt('A').refundedMinor).toBe(500);
  expect(world.owed).toEqual([]);
});

test('rule 10: an unknown refund is queried before it is repeated, under the same number', () => {
  const world = asked().refunded('AR1', lost).advance(secondMs);
  expect(world.due).toEqual(['query_refund AR1']);
  world.refundQueried('AR1', { kind: 'not_known' }).advance(secondMs);
  expect(world.due).toEqual(['refund AR1']);
  expect(world.state.refunds).toHaveLength(1);
});

test('rule 10: after a restart a refund that may have been asked is queried first', () => {
  const world = asked().restart();
  expect(world.due).toEqual(['query_refund AR1']);
});

test('rule 10: a query without an answer does not let it be repeated', () => {
  const world = asked().refunded('AR1', lost).advance(secondMs).refundQueried('AR1', lost);
  world.advance(minuteMs);
  expect(world.due).toEqual(['query_refund AR1']);
});

test('rule 10: what surely was not executed is repeated without a query, later', () => {
  const world = asked().refunded('AR1', busy);
  expect(world.due).toEqual([]);
  expect(world.advance(secondMs).due).toEqual(['refund AR1']);
});

test('rule 10: short balance: later, same number', () => {
  const world = asked().refunded('AR1', short);
  expect(world.due).toEqual([]);
  expect(world.advance(minuteMs).due).toEqual(['refund AR1']);
  world.refunded('AR1', short);
  expect(world.advance(minuteMs).due).toEqual([]);
  expect(world.advance(9 * minuteMs).due).toEqual(['refund AR1']);
  expect(world.restart().advance(hourMs).owed).toHaveLength(1);
});

test('rule 10: abnormal: parked and polled', () => {
  const world = asked().refunded('AR1', abnormal);
  expect(world.refundOf('AR1')).toMatchObject({ status: 'manual', abnormal: true });
  expect(attention(world.state)).toEqual(['refund']);
  expect(world.owed).toEqual(['query_refund AR1']);
  world.advance(6 * hourMs).refundQueried('AR1', succeeded);
  expect(world.refundOf('AR1').status).toBe('succeeded');
  expect(attention(world.state)).toEqual([]);
});

test('rule 10: an abnormal refund ends when a person records how it ended', () => {
  const world = asked().refunded('AR1', abnormal).resolve('AR1', 'failed');
  expect(world.refundOf('AR1')).toMatchObject({ status: 'failed', abnormal: false });
  expect(world.owed).toEqual([]);
  expect(keptMinor(world.attempt('A'))).toBe(1_999);
});

test('rule 10: a success later reported failed, confirmed by query, is owed again', () => {
  const world = compensating().refunded('AR1', succeeded);
  expect(keptMinor(world.attempt('A'))).toBe(0);
  const news = {
    kind: 'refund',
    refundNumber: 'AR1',
    reference: 'CR1',
    amountMinor: 1_999,
    standing: failed,
  } as const;
  world.callback('c1', 'A', news);
  expect(world.refundOf('AR1').status).toBe('succeeded');
  expect(world.due).toEqual(['query_refund AR1']);
  world.refundQueried('AR1', failed).advance(secondMs);
  expect(keptMinor(world.attempt('A'))).toBe(1_999);
  expect(world.due).toEqual(['query A']);
  world.paid('A');
  expect(world.refundOf('AR2').status).toBe('requested');
});

test('rule 10: a reported failure its query does not confirm changes nothing', () => {
  const world = compensating().refunded('AR1', succeeded);
  const news = {
    kind: 'refund',
    refundNumber: 'AR1',
    reference: 'CR1',
    amountMinor: 1_999,
  } as const;
  world.callback('c1', 'A', { ...news, standing: failed }).refundQueried('AR1', succeeded);
  expect(world.refundOf('AR1').status).toBe('succeeded');
  expect(world.owed).toEqual([]);
  expect(world.callback('c1', 'A', { ...news, standing: failed }).said).toEqual([]);
});

test('rule 10: a refused repeat of an unknown refund proves nothing: a person sees it, and it is polled', () => {
  const world = asked().refunded('AR1', lost).advance(secondMs);
  world.refundQueried('AR1', { kind: 'not_known' }).refunded('AR1', no);
  expect(world.refundOf('AR1')).toMatchObject({ status: 'manual', abnormal: true });
  expect(world.owed).toEqual(['query_refund AR1']);
});

test("rule 13: final failure of a merchant's refund ends it; the merchant may ask again under a new id", () => {
  for (const answer of [failed, no]) {
    const world = asked().refunded('AR1', answer);
    expect(world.refundOf('AR1').status).toBe('failed');
    expect(world.owed).toEqual([]);
    world.refund('r2', 1_999);
    expect(world.refundOf('AR2')).toMatchObject({ id: 'r2', status: 'requested' });
  }
});

test('rule 10: one the channel leaves undecided for days is shown to a person, and polled on', () => {
  const world = asked()
    .refunded('AR1', processing)
    .advance(7 * dayMs);
  expect(attention(world.state)).toEqual(['refund']);
  expect(world.owed).toEqual(['query_refund AR1']);
  world.refundQueried('AR1', succeeded);
  expect(attention(world.state)).toEqual([]);
});

test('rule 10: once a person recorded how an overdue refund ended, nobody need look at it', () => {
  const world = asked()
    .refunded('AR1', processing)
    .advance(7 * dayMs);
  world.refundQueried('AR1', abnormal).resolve('AR1', 'succeeded');
  expect(attention(world.state)).toEqual([]);
  expect(world.owed).toEqual([]);
});

test('rule 10: the same answer again changes nothing', () => {
  const world = compensating().refunded('AR1', succeeded);
  const recorded = world.ledger.length;
  world.refunded('AR1', succeeded).refundQueried('AR1', succeeded).refunded('AR1', no);
  world.refunded('AR1', { kind: 'held', hold: 'switch_off' }).refunded('AR1', short);
  expect(world.ledger).toHaveLength(recorded);
  expect(world.attempt('A').refundedMinor).toBe(1_999);
  expect(world.refunded('ZR9', succeeded).said).toEqual([]);
});

test('rule 14: a refund of ours seen in the total of a query is no reversal', () => {
  const world = compensating().refunded('AR1', lost).paid('A', { returnedMinor: 1_999 });
  expect(world.attempt('A').reversedMinor).toBe(0);
  world.refundQueried('AR1', succeeded).paid('A', { returnedMinor: 1_999 });
  expect(world.attempt('A')).toMatchObject({ reversedMinor: 0, refundedMinor: 1_999 });
});

test('rule 22: what a channel tells of a refund’s arrival is kept, and forgotten once it failed', () => {
  const expected = { to: 'bank', original: true, atMs: null, usually: '1 to 3 days' } as const;
  const world = asked().refunded('AR1', { ...processing, channelReference: '503', expected });
  expect(world.refundOf('AR1')).toMatchObject({ channelReference: '503', expected });
  world.advance(3 * secondMs).refundQueried('AR1', succeeded);
  expect(world.refundOf('AR1')).toMatchObject({ channelReference: '503', expected });
  world.refundQueried('AR1', failed);
  expect(world.refundOf('AR1')).toMatchObject({ channelReference: '503', expected: null });
});
