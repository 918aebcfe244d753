import { expect, test } from 'vitest';
import { startMs, success, World } from '../testing/world.ts';

const closed = { kind: 'failed', code: 'CLOSED' } as const;

function told(standing: 'succeeded' | 'failed') {
  return {
    kind: 'refund',
    refundNumber: 'BR1',
    reference: `${standing} in the channel's words`,
    amountMinor: 1_999,
    standing: standing === 'failed' ? closed : ({ kind: 'succeeded' } as const),
  } as const;
}

/** A duplicate whose refund the channel accepted. */
function refunding(): World {
  const world = new World().open('A').pay('B', { method: 'h5' }).advance(2_000);
  world.offered('B').tells('c1', 'A', success('T-A'));
  world.tells('c2', 'B', success('T-B')).advance(1).paid('A').paid('B');
  return world.refunded('BR1', { kind: 'processing' });
}

test('rule 10: a failure told while a query was in flight is asked about, not lost', () => {
  const world = refunding().callback('r1', 'B', told('succeeded')).advance(1);
  const askedAtMs = world.nowMs;
  world.advance(5).callback('r2', 'B', told('failed'));
  world.refundQueried('BR1', { kind: 'succeeded' }, askedAtMs);
  expect(world.refundOf('BR1').status).toBe('succeeded');
  expect(world.due).toEqual(['query_refund BR1']);
  world.refundQueried('BR1', closed);
  expect(world.refundOf('BR1').status).toBe('failed');
  expect(world.attempt('B').refundedMinor).toBe(0);
});

test('rule 4: a success told while a query was in flight is asked about, not lost', () => {
  const world = new World().open('A').advance(10_000);
  const askedAtMs = world.nowMs;
  world.advance(5).tells('c1', 'A', success('T-A'), 'old');
  world.queried('A', { kind: 'closed' }, askedAtMs);
  expect(world.attempt('A').final).toBe(true);
  expect(world.due).toEqual(['query A']);
  expect(world.paid('A').state.winner).toBe('A');
  expect(world.nowMs).toBeGreaterThan(startMs);
});

test('no-over-refund: an answer older than what the ledger heard since makes a failed refund no success', () => {
  const world = refunding();
  const askedAtMs = world.nowMs;
  world.advance(1_000).refundQueried('BR1', { kind: 'succeeded' });
  world.callback('r1', 'B', told('failed')).advance(1).refundQueried('BR1', closed);
  expect(world.refundOf('BR1').status).toBe('failed');
  // A run that was given up long ago brings an answer from before all that.
  world.refunded('BR1', { kind: 'succeeded' }, askedAtMs);
  world.refundQueried('BR1', { kind: 'succeeded' }, askedAtMs);
  expect(world.refundOf('BR1').status).toBe('failed');
  expect(world.attempt('B').refundedMinor).toBe(0);
});

test('no-over-refund: nor does it after a failure found by a mere poll', () => {
  const world = refunding();
  const askedAtMs = world.nowMs;
  world.advance(60_000).refundQueried('BR1', closed).restart();
  expect(world.refundOf('BR1').status).toBe('failed');
  world.refundQueried('BR1', { kind: 'succeeded' }, askedAtMs);
  expect(world.refundOf('BR1').status).toBe('failed');
});

test('rule 10: an accepted refund its channel does not know is asked again, same number, later', () => {
  const world = refunding().advance(30_000).refundQueried('BR1', { kind: 'not_known' });
  expect(world.refundOf('BR1').status).toBe('processing');
  world.advance(60_000).refundQueried('BR1', { kind: 'not_known' });
  expect(world.types).toContain('refund_forgotten');
  expect(world.due).toEqual([]);
  expect(world.advance(60_000).due).toEqual(['refund BR1']);
  world.refunded('BR1', { kind: 'succeeded' });
  expect(world.attempt('B').refundedMinor).toBe(1_999);
  expect(world.state.refunds).toHaveLength(1);
});

test('rule 4: news of a refund under way brings its query forward', () => {
  const world = refunding().advance(1);
  const processing = { ...told('succeeded'), standing: { kind: 'processing' } } as const;
  expect(world.callback('r1', 'B', processing).due).toEqual(['query_refund BR1']);
});

test('rule 10: a refund that stays unknown is asked ever more slowly', () => {
  const world = refunding();
  world.advance(60_000).refundQueried('BR1', { kind: 'not_known' }).advance(60_000);
  const unknown = { kind: 'unknown', code: 'SYSTEM_ERROR' } as const;
  const askedAtMs: number[] = [];
  for (let hour = world.nowMs + 3_600_000; world.nowMs < hour; world.advance(1_000)) {
    if (world.due.includes('refund BR1')) {
      askedAtMs.push(world.nowMs);
      world.refunded('BR1', unknown);
    } else if (world.due.includes('query_refund BR1')) {
      world.refundQueried('BR1', { kind: 'not_known' });
    }
  }
  expect(askedAtMs.length).toBeGreaterThan(3);
  expect(askedAtMs.length).toBeLessThan(15);
});

test('quiet-end: news of a done refund that its channel never settles is shown to a person', () => {
  const world = refunding();
  world.advance(3_000).refundQueried('BR1', { kind: 'succeeded' });
  world.callback('r1', 'B', told('failed')).advance(1);
  const unknown = { kind: 'unknown', code: 'SYSTEM_ERROR' } as const;
  world.refundQueried('BR1', unknown).advance(world.state.policy.refundPatienceMs);
  expect(world.refundOf('BR1')).toMatchObject({ status: 'succeeded', overdue: true });
  world.refundQueried('BR1', { kind: 'succeeded' });
  expect(world.refundOf('BR1')).toMatchObject({ status: 'succeeded', overdue: false });
  expect(world.due).toEqual([]);
});

test('one-writer: before an unknown refund is repeated, the ledger takes the query that allows it', () => {
  const world = new World().open('A').pay('B', { method: 'h5' }).advance(2_000);
  world.offered('B').tells('c1', 'A', success('T-A'));
  world.tells('c2', 'B', success('T-B')).advance(1).paid('A').paid('B');
  world.refunded('BR1', { kind: 'unknown', code: 'TIMEOUT' }).advance(1_000);
  world.refundQueried('BR1', { kind: 'not_known' });
  expect(world.types.at(-1)).toBe('refund_answered');
  expect(world.advance(3_000).due).toEqual(['refund BR1']);
});
