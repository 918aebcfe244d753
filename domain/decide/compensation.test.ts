import { expect, test } from 'vitest';
import { attention } from '../order/attention.ts';
import { keptMinor } from '../order/attempt.ts';
import type { Policy } from '../order/policy.ts';
import type { ChannelTraits } from '../order/traits.ts';
import {
  codeTraits,
  dayMs,
  hourMs,
  minuteMs,
  scanTraits,
  secondMs,
  traitsWith,
} from '../testing/channel-kinds.ts';
import { lost, no, success, World } from '../testing/world.ts';

const failed = { kind: 'failed', code: 'card_lost' } as const;
const disputeOpened = { kind: 'dispute', state: 'opened' } as const;
const chargeback = { kind: 'reversal', reference: 'CB', amountMinor: 1_999 } as const;

/** B won, A was paid too. */
function duplicate(traits: ChannelTraits = codeTraits, policy: Partial<Policy> = {}): World {
  const world = new World(policy).open('A', { traits });
  world
    .pay('B', { channel: 'alipay', traits: scanTraits })
    .advance(2 * secondMs)
    .offered('B');
  return world.paid('B').paid('A').advance(secondMs);
}

/** Both queries before the compensation are answered. */
function confirmed(world: World): World {
  return world.paid('B').paid('A');
}

/** Paid after its order closed. */
function late(policy: Partial<Policy> = {}, traits = codeTraits): World {
  const world = new World(policy)
    .open('A', { traits })
    .close()
    .advance(10 * minuteMs);
  return world.paid('A').advance(secondMs);
}

/** Both paid after their order closed, and the merchant is asked about each. */
function twoLate(): World {
  const world = new World({ latePayment: 'ask' }).open('A');
  world
    .pay('B', { channel: 'alipay', traits: scanTraits })
    .advance(2 * secondMs)
    .offered('B');
  return world
    .close()
    .advance(10 * minuteMs)
    .paid('A')
    .paid('B');
}

test('rule 10: before a compensation a query confirms what the attempt keeps, and that the winner took its money', () => {
  const world = duplicate();
  expect(world.due.sort()).toEqual(['query A', 'query B']);
  expect(world.state.refunds).toEqual([]);
  world.paid('A');
  expect(world.state.refunds).toEqual([]);
  world.paid('B');
  expect(world.types).toEqual(['payment_confirmed', 'refund_requested']);
  expect(world.state.refunds).toMatchObject([
    { number: 'AR1', kind: 'compensation', attempt: 'A', amountMinor: 1_999, status: 'requested' },
  ]);
  expect(world.due).toEqual(['refund AR1']);
});

test('rule 10: a late payment is confirmed by its own query alone', () => {
  const world = late();
  expect(world.due).toEqual(['query A']);
  expect(world.paid('A').types).toContain('refund_requested');
});

test('rule 10: a query asked before the duplicate was found confirms nothing', () => {
  const world = duplicate();
  world.queried('A', success('T-A'), world.nowMs - minuteMs);
  world.paid('B');
  expect(world.state.refunds).toEqual([]);
});

test('rule 10: a denial is asked again, and a person decides once patience is over', () => {
  const world = late().says('A', 'not_known');
  expect(world.state.refunds).toEqual([]);
  expect(world.owed).toEqual(['query A']);
  world.advance(dayMs);
  expect(world.state.refunds).toMatchObject([
    { status: 'awaiting_approval', hold: 'payment_denied' },
  ]);
});

test('rule 10: a denial that was a hiccup is overcome by the next query', () => {
  const world = late().says('A', 'not_known').advance(hourMs).paid('A');
  expect(world.state.refunds).toMatchObject([{ status: 'requested' }]);
});

test("rule 10: a winner its channel denies parks the duplicate's refund", () => {
  const world = duplicate().paid('A').says('B', 'not_known').advance(dayMs);
  expect(world.state.refunds).toMatchObject([
    { status: 'awaiting_approval', hold: 'winner_denied' },
  ]);
  expect(world.state).toMatchObject({ winner: 'B', status: 'paid' });
});

test.each([
  ['at once', 0],
  ['after a denial', 1],
])(
  'rule 10: a query that finds another amount confirms nothing, and people are told %s',
  (_when, denials) => {
    const world = late();
    for (let count = 0; count < denials; count += 1) world.says('A', 'not_known').advance(hourMs);
    world.queried('A', success('T-A', { amountMinor: 1_500 }));
    expect(world.types).toContain('payment_contradicted');
    expect(attention(world.state)).toContain('mismatch');
    expect(world.state.refunds).toMatchObject([
      { status: 'awaiting_approval', hold: 'amount_unclear' },
    ]);
    expect(world.owed).toEqual([]);
  },
);

test('rule 10: what was contradicted once is left to a person, whatever the channel says then', () => {
  const world = late().queried('A', success('T-A', { amountMinor: 1_500 }));
  world.approve('AR1').advance(secondMs).paid('A');
  expect(world.refundOf('AR1')).toMatchObject({
    status: 'awaiting_approval',
    hold: 'amount_unclear',
  });
  world.reject('AR1').resolve('AR1', 'succeeded').advance(dayMs);
  expect(world.owed).toEqual([]);
});

test('rule 8: a late payment of another amount than was said is not accepted', () => {
  const world = late({ latePayment: 'ask' }).late('A', 'accept').advance(secondMs);
  world.queried('A', success('T-A', { amountMinor: 1_500 })).paid('A');
  expect(world.state).toMatchObject({ winner: null, status: 'closed' });
  expect(world.attempt('A').role).toBe('mismatch');
});

test('rule 5: a winner contradicted over and over is written down once', () => {
  const world = duplicate().paid('A');
  for (let count = 0; count < 5; count += 1) {
    world.queried('B', success('T-B', { amountMinor: 1_500 })).advance(hourMs);
  }
  const told = world.ledger.filter(({ type }) => type === 'payment_contradicted');
  const denied = world.ledger.filter(({ type }) => type === 'payment_denied');
  expect([told.length, denied.length]).toEqual([1, 1]);
});

test("rule 10: a winner of which a query finds another amount parks the duplicate's refund", () => {
  const world = duplicate()
    .paid('A')
    .queried('B', success('T-B', { amountMinor: 1_500 }));
  world.advance(dayMs);
  expect(world.state.refunds).toMatchObject([
    { status: 'awaiting_approval', hold: 'winner_denied' },
  ]);
  expect(world.state).toMatchObject({ winner: 'B', status: 'paid' });
});

test('rule 10: winner since reversed: parked', () => {
  const world = duplicate().callback('c1', 'B', chargeback);
  confirmed(world);
  expect(world.state.refunds).toMatchObject([
    { status: 'awaiting_approval', hold: 'winner_reversed' },
  ]);
  expect(attention(world.state)).toContain('refund');
});

test('rule 10: winner found reversed by the confirming query: parked', () => {
  const world = duplicate().paid('A').paid('B', { returnedMinor: 1_999 });
  expect(world.state.refunds).toMatchObject([{ hold: 'winner_reversed' }]);
});

test.each(['A', 'B'])('rule 10: a dispute on either: parked (%s)', (number) => {
  const world = duplicate().callback('c1', number, disputeOpened);
  confirmed(world);
  expect(world.state.refunds).toMatchObject([{ status: 'awaiting_approval', hold: 'disputed' }]);
});

test('rule 10: one compensation per attempt, of what it keeps', () => {
  const world = duplicate();
  world.paid('B').paid('A', { returnedMinor: 999 });
  expect(world.state.refunds).toMatchObject([{ amountMinor: 1_000 }]);
  confirmed(world.advance(hourMs)).give({ type: 'clock' });
  expect(world.state.refunds).toHaveLength(1);
});

test('rule 10: what is all gone back needs no compensation', () => {
  const world = duplicate().callback('c1', 'A', chargeback);
  confirmed(world);
  expect(world.state.refunds).toEqual([]);
  expect(world.owed).toEqual([]);
});

test('rule 10: a new number only after final failure, and after new queries', () => {
  const world = confirmed(duplicate()).advance(secondMs).refunded('AR1', lost);
  expect(world.state.refunds).toHaveLength(1);
  world.refundQueried('AR1', failed).advance(secondMs);
  expect(world.state.refunds).toMatchObject([{ number: 'AR1', status: 'failed' }]);
  expect(world.due.sort()).toEqual(['query A', 'query B']);
  confirmed(world);
  expect(world.state.refunds).toMatchObject([{}, { number: 'AR2', status: 'requested' }]);
});

test('rule 10: after a few numbers it is parked', () => {
  const world = confirmed(duplicate());
  for (const number of ['AR1', 'AR2', 'AR3']) {
    confirmed(world.advance(secondMs).refunded(number, failed).advance(secondMs));
  }
  expect(world.state.refunds.map((one) => one.status)).toEqual(['failed', 'failed', 'manual']);
  expect(world.owed).toEqual([]);
  expect(attention(world.state)).toEqual(['duplicate', 'refund']);
});

test('rule 10: above an amount or past a daily budget a person approves', () => {
  for (const hold of ['over_cap', 'over_budget', 'switch_off'] as const) {
    const world = duplicate();
    world.hold = hold;
    confirmed(world);
    expect(world.state.refunds).toMatchObject([{ status: 'awaiting_approval', hold }]);
    world.hold = null;
    world.advance(minuteMs).approve('AR1');
    expect(world.due.sort()).toEqual(['query A', 'query B']);
    confirmed(world.advance(secondMs));
    expect(world.refundOf('AR1')).toMatchObject({ status: 'requested', amountMinor: 1_999 });
  }
});

test('rule 10: the switch, read again right before the call, stops an automatic refund', () => {
  const world = confirmed(duplicate()).refunded('AR1', { kind: 'held', hold: 'switch_off' });
  expect(world.refundOf('AR1')).toMatchObject({ status: 'awaiting_approval', hold: 'switch_off' });
  expect(world.due).toEqual([]);
});

test('rule 10: an approval does not overrule the books: a winner reversed meanwhile parks it again', () => {
  const world = duplicate();
  world.hold = 'over_cap';
  confirmed(world).callback('c1', 'B', chargeback).advance(secondMs).approve('AR1');
  confirmed(world.advance(secondMs));
  expect(world.refundOf('AR1')).toMatchObject({
    status: 'awaiting_approval',
    hold: 'winner_reversed',
  });
});

test('no-over-refund: an approved compensation of money that has gone back meanwhile is not asked', () => {
  const world = duplicate();
  world.hold = 'over_cap';
  confirmed(world).callback('c1', 'A', chargeback).advance(secondMs).approve('AR1');
  confirmed(world.advance(secondMs));
  expect(world.owed).toEqual([]);
  expect(world.refundOf('AR1').status).toBe('failed');
  expect(keptMinor(world.attempt('A'))).toBe(0);
});

test('no-over-refund: an approved compensation is of what is still kept', () => {
  const world = duplicate();
  world.hold = 'over_cap';
  confirmed(world)
    .callback('c1', 'A', { ...chargeback, amountMinor: 999 })
    .approve('AR1');
  world.advance(secondMs).paid('B').paid('A', { returnedMinor: 999 });
  expect(world.refundOf('AR1')).toMatchObject({ status: 'requested', amountMinor: 1_000 });
});

test('no-over-refund: a compensation put off is not asked again once its money has gone back', () => {
  const world = confirmed(duplicate());
  world.refunded('AR1', { kind: 'later', code: 'short_balance' });
  world.callback('c1', 'A', chargeback).advance(hourMs);
  expect(world.due).toEqual([]);
});

test('rule 10: a person who rejects it records how it ended', () => {
  const world = duplicate();
  world.hold = 'over_cap';
  confirmed(world).reject('AR1');
  expect(world.refundOf('AR1').status).toBe('manual');
  expect(attention(world.state)).toContain('refund');
  world.resolve('AR1', 'succeeded');
  expect(world.refundOf('AR1').status).toBe('succeeded');
  expect(keptMinor(world.attempt('A'))).toBe(0);
  expect(attention(world.state)).toEqual([]);
  expect(world.owed).toEqual([]);
});

test('books-balance: a compensation a person records as failed stays owed, and is not asked again', () => {
  const world = confirmed(duplicate(traitsWith({ refundable: 'not' }))).resolve('AR1', 'failed');
  expect(world.state.refunds).toHaveLength(1);
  expect(keptMinor(world.attempt('A'))).toBe(1_999);
  expect(world.owed).toEqual([]);
  expect(attention(world.state)).toEqual(['duplicate']);
});

test.each([
  ['not refundable', traitsWith({ refundable: 'not' }), 0],
  ['too old', traitsWith({ refundableForMs: hourMs }), 2 * hourMs],
] as const)(
  'rule 10: %s: manual, parked until a person records how it ended',
  (_, traits, waitMs) => {
    const world = confirmed(duplicate(traits, { offerUnrefundable: true }).advance(waitMs));
    expect(world.state.refunds).toMatchObject([{ status: 'manual' }]);
    expect(world.owed).toEqual([]);
    expect(world.approve('AR1').answer(`approve-AR1-${world.nowMs}`)).toMatchObject({
      code: 'refund_not_waiting',
    });
    expect(world.resolve('AR1', 'succeeded').refundOf('AR1').status).toBe('succeeded');
  },
);

test('rule 10: within its time it is refunded', () => {
  const world = confirmed(duplicate(traitsWith({ refundableForMs: hourMs })));
  expect(world.state.refunds).toMatchObject([{ status: 'requested' }]);
});

test('rule 10: rejected by the channel: manual', () => {
  const world = confirmed(duplicate()).refunded('AR1', no);
  expect(world.refundOf('AR1')).toMatchObject({ status: 'manual', failure: { code: 'refused' } });
  expect(world.owed).toEqual([]);
});

test('rule 10: a channel that refunds fully or not at all leaves a part to a person', () => {
  const traits = traitsWith({ refundable: 'fully' });
  expect(confirmed(duplicate(traits)).state.refunds).toMatchObject([{ status: 'requested' }]);
  const partly = duplicate(traits).paid('B').paid('A', { returnedMinor: 999 });
  expect(partly.state.refunds).toMatchObject([{ status: 'manual', amountMinor: 1_000 }]);
});

test('winner-safe: no compensation is ever asked for the winner', () => {
  const world = confirmed(duplicate()).paid('B', { returnedMinor: 1 }).advance(dayMs);
  expect(world.state.refunds.every((one) => one.attempt !== 'B')).toBe(true);
});

test('rule 8: a late payment is refunded by default', () => {
  const world = late();
  expect(world.attempt('A').role).toBe('late');
  world.paid('A').refunded('AR1', { kind: 'succeeded' });
  expect(world.state).toMatchObject({ status: 'closed', winner: null });
  expect(keptMinor(world.attempt('A'))).toBe(0);
});

test('rule 8: a merchant may choose to be asked; nothing is refunded meanwhile', () => {
  const world = late({ latePayment: 'ask' }).paid('A').advance(hourMs);
  expect(world.attempt('A').late).toMatchObject({ decision: null });
  expect(world.state.refunds).toEqual([]);
});

test('rule 8: first answer kept', () => {
  const world = late({ latePayment: 'ask' }).late('A', 'refund').late('A', 'accept');
  expect(world.answer('late-A-accept')).toEqual({ kind: 'refused', code: 'late_payment_decided' });
  world.advance(secondMs).paid('A');
  expect(world.state.refunds).toMatchObject([{ status: 'requested' }]);
  expect(world.state.winner).toBeNull();
});

test('rule 8: none in time: refund', () => {
  const world = late({ latePayment: 'ask' }).advance(dayMs);
  expect(world.attempt('A').late).toMatchObject({ decision: 'refund' });
  world.late('A', 'accept').advance(secondMs).paid('A');
  expect(world.answer('late-A-accept')).toMatchObject({ code: 'late_payment_decided' });
  expect(world.state.refunds).toMatchObject([{ status: 'requested' }]);
});

test('rule 8: acceptance holds once the ledger made it the winner, after a query', () => {
  const world = late({ latePayment: 'ask' }).late('A', 'accept');
  expect(world.state.winner).toBeNull();
  expect(world.due).toEqual(['query A']);
  world.paid('A');
  expect(world.types).toEqual(['payment_confirmed', 'order_paid']);
  expect(world.state).toMatchObject({ status: 'paid', winner: 'A' });
});

test('rule 8: accepted, but not all of it kept: no winner, the rest goes back', () => {
  const world = late({ latePayment: 'ask' }).late('A', 'accept').paid('A', { returnedMinor: 500 });
  expect(world.types).toContain('mismatch_found');
  world.advance(secondMs).paid('A', { returnedMinor: 500 });
  expect(world.state).toMatchObject({ winner: null, refunds: [{ amountMinor: 1_499 }] });
});

test('rule 8: a late payment that goes back by decision stays late, whoever wins after it', () => {
  const world = twoLate();
  world.late('A', 'refund').late('B', 'accept').paid('B').advance(secondMs);
  expect(world.state.winner).toBe('B');
  expect(world.attempt('A').role).toBe('late');
});

test('one-winner: of two late payments accepted, one wins and the other goes back', () => {
  const world = twoLate().late('A', 'accept').late('B', 'accept');
  world.paid('B').paid('A').advance(secondMs);
  expect(world.state.winner).toBe('B');
  expect(world.attempt('A').role).toBe('duplicate');
  expect(confirmed(world).state.refunds).toMatchObject([{ attempt: 'A', status: 'requested' }]);
});
