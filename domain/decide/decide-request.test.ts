import { expect, test } from 'vitest';
import { traitsWith, secondMs, minuteMs } from '../testing/channel-kinds.ts';
import { lost, no, person, World } from '../testing/world.ts';

function paid(difference = {}): World {
  return new World()
    .open('A', { traits: traitsWith(difference) })
    .paid('A')
    .advance(secondMs);
}

function codeOf(world: World, id: string): string | undefined {
  const answer = world.answer(id);
  return answer?.kind === 'refused' ? answer.code : undefined;
}

test('rule 13: the merchant refunds the winner, in part, under its own id', () => {
  const world = paid().refund('r1', 500).refund('r2', 1_499);
  expect(world.state.refunds).toMatchObject([
    { id: 'r1', number: 'AR1', kind: 'merchant', attempt: 'A', amountMinor: 500 },
    { id: 'r2', number: 'AR2', kind: 'merchant', attempt: 'A', amountMinor: 1_499 },
  ]);
  expect(world.answer('ask-r1')).toEqual({ kind: 'refund', number: 'AR1' });
  expect(world.due).toEqual(['refund AR1', 'refund AR2']);
});

test('rule 13: refused beyond kept less refunds under way', () => {
  const world = paid().refund('r1', 1_500).refund('r2', 500);
  expect(codeOf(world, 'ask-r2')).toBe('refund_exceeds_paid');
  world.refunded('AR1', { kind: 'succeeded' }).refund('r3', 500).refund('r4', 499);
  expect(codeOf(world, 'ask-r3')).toBe('refund_exceeds_paid');
  expect(world.answer('ask-r4')).toMatchObject({ kind: 'refund' });
});

test('no-over-refund: known reversals count', () => {
  const news = { kind: 'reversal', reference: 'CB', amountMinor: 1_000 } as const;
  const world = paid().callback('c1', 'A', news).refund('r1', 1_000).refund('r2', 999);
  expect(codeOf(world, 'ask-r1')).toBe('refund_exceeds_paid');
  expect(world.answer('ask-r2')).toMatchObject({ kind: 'refund' });
});

test('no-over-refund: what went back without a known amount leaves nothing that may surely be refunded', () => {
  const world = paid().paid('A', { returnedMinor: null }).refund('r1', 1);
  expect(codeOf(world, 'ask-r1')).toBe('refund_exceeds_paid');
});

test("no-over-refund: a merchant's refund put off is not asked again once its money has gone back", () => {
  const world = paid().refund('r1', 1_999);
  world.refunded('AR1', { kind: 'later', code: 'short_balance' });
  world.callback('c1', 'A', { kind: 'reversal', reference: 'CB', amountMinor: 1_999 });
  expect(world.refundOf('AR1')).toMatchObject({
    status: 'failed',
    failure: { code: 'nothing_kept' },
  });
  expect(world.owed).toEqual([]);
});

test('rule 10: a refund that may have gone out is no failure, though its money went back meanwhile', () => {
  const world = paid().refund('r1', 1_999).refunded('AR1', lost);
  world.callback('c1', 'A', { kind: 'reversal', reference: 'CB', amountMinor: 1_999 });
  expect(world.refundOf('AR1')).toMatchObject({ status: 'requested', failure: null });
  expect(world.owed).toEqual(['query_refund AR1']);
});

test.each([0, -1, 2_000])('rule 13: %i is no amount to refund', (amount) => {
  expect(codeOf(paid().refund('r1', amount), 'ask-r1')).toBe('refund_exceeds_paid');
});

test('rule 13: refused during a dispute, and possible after it', () => {
  const world = paid().callback('c1', 'A', { kind: 'dispute', state: 'opened' }).refund('r1', 1);
  expect(codeOf(world, 'ask-r1')).toBe('payment_disputed');
  world.callback('c2', 'A', { kind: 'dispute', state: 'won' }).refund('r2', 1);
  expect(world.answer('ask-r2')).toMatchObject({ kind: 'refund' });
});

test('rule 13: winner only: an order that is not paid has nothing to refund', () => {
  expect(codeOf(new World().open('A').refund('r1', 1), 'ask-r1')).toBe('order_not_paid');
  const late = new World()
    .open('A')
    .close()
    .advance(10 * minuteMs)
    .paid('A')
    .refund('r1', 1);
  expect(codeOf(late, 'ask-r1')).toBe('order_not_paid');
});

test('rule 13: the same refund id is the same refund, another content a conflict', () => {
  const world = paid().refund('r1', 500).refund('r1', 500, 'again').refund('r1', 501, 'other');
  expect(world.answer('again')).toEqual({ kind: 'refund', number: 'AR1' });
  expect(codeOf(world, 'other')).toBe('refund_conflict');
  expect(world.state.refunds).toHaveLength(1);
});

test('rule 22: a repeated refund is compared by the hash of its reason, so far as both are known', () => {
  const world = paid().refund('r1', 500).refund('r1', 500, 'other', 'another reason');
  expect(codeOf(world, 'other')).toBe('refund_conflict');
  const stored = paid().refund('r1', 500).refund('r1', 500, 'stored before', null);
  expect(stored.answer('stored before')).toEqual({ kind: 'refund', number: 'AR1' });
});

test('rule 13: a channel that refunds nothing, or only everything', () => {
  expect(codeOf(paid({ refundable: 'not' }).refund('r1', 1), 'ask-r1')).toBe(
    'refund_not_supported',
  );
  const fully = paid({ refundable: 'fully' }).refund('r1', 500).refund('r2', 1_999);
  expect(codeOf(fully, 'ask-r1')).toBe('refund_not_supported');
  expect(fully.answer('ask-r2')).toMatchObject({ kind: 'refund' });
});

test('rule 13: the last refund that a channel takes must take all that is left', () => {
  const world = paid({ mostRefunds: 3 }).refund('r1', 1).refund('r2', 1).refund('r3', 1);
  expect(codeOf(world, 'ask-r3')).toBe('refund_not_supported');
  world.refund('r3', 1_997, 'all');
  expect(world.answer('all')).toEqual({ kind: 'refund', number: 'AR3' });
  const failed = paid({ mostRefunds: 2 }).refund('r1', 1).refunded('AR1', no).refund('r2', 1);
  expect(codeOf(failed, 'ask-r2')).toBe('refund_not_supported');
  expect(failed.refund('r2', 1_999, 'all').answer('all')).toMatchObject({ kind: 'refund' });
});

test("rule 10: a merchant's refund that a control stopped goes out once a person approved it", () => {
  const world = paid().refund('r1', 500).refunded('AR1', { kind: 'held', hold: 'switch_off' });
  expect(world.owed).toEqual([]);
  world.advance(secondMs).approve('AR1');
  expect(world.due).toEqual(['refund AR1']);
});

test("no-over-refund: a merchant's refund approved after its money went back is not asked", () => {
  const world = paid().refund('r1', 500).refunded('AR1', { kind: 'held', hold: 'switch_off' });
  world.callback('c1', 'A', { kind: 'reversal', reference: 'CB', amountMinor: 1_999 });
  world.advance(secondMs).approve('AR1');
  expect(world.refundOf('AR1')).toMatchObject({
    status: 'failed',
    failure: { code: 'nothing_kept' },
  });
  expect(world.owed).toEqual([]);
});

test('rule 18: a person decides by a recorded fact with name and reason', () => {
  const world = new World().open('A').says('A', 'not_known');
  const decision = {
    type: 'attention_decision',
    id: 'd1',
    attention: 'unknown:A',
    by: person,
  } as const;
  world.give(decision);
  expect(world.said).toMatchObject([{ type: 'alert_resolved', by: person, input: 'd1' }]);
  expect(world.state.alerts).toEqual([]);
  expect(world.give(decision).said).toEqual([]);
  expect(codeOf(world.give({ ...decision, id: 'd2' }), 'd2')).toBe('attention_not_found');
});

test('rule 18: a person who looks at what is parked has it asked about once more', () => {
  const world = new World().open('A').advance(3 * 86_400_000);
  world.give({ type: 'attention_decision', id: 'd1', attention: 'parked:A', by: person });
  expect(world.attempt('A').parked).toBe(false);
  expect(world.due.join()).toMatch(/ A/);
});

test('rule 18: persons can neither compensate a winner nor decide a refund that does not wait', () => {
  const world = paid().refund('r1', 500);
  world.approve('AR1', 'd1').reject('AR1', 'd2').resolve('AR1', 'succeeded').approve('AR9', 'd3');
  for (const id of ['d1', 'd2', 'resolve-AR1', 'd3']) {
    expect(codeOf(world, id)).toBe('refund_not_waiting');
  }
  expect(world.refundOf('AR1').status).toBe('requested');
});

test("rule 18: cancelling the workflow in the engine's console is recorded and ignored", () => {
  const world = new World().open('A');
  const owed = world.owed;
  world.give({ type: 'cancellation', id: 'x1' });
  expect(world.types).toEqual(['cancellation_ignored']);
  expect(world.owed).toEqual(owed);
  expect(world.give({ type: 'cancellation', id: 'x1' }).said).toEqual([]);
});

test('rule 8: a decision about a payment that was never asked about is refused', () => {
  const world = paid().late('A', 'accept').late('Z', 'accept');
  expect(codeOf(world, 'late-A-accept')).toBe('late_payment_not_asked');
  expect(codeOf(world, 'late-Z-accept')).toBe('late_payment_not_asked');
});

test('rule 19: a request whose id is already there changes nothing, not even after a restart', () => {
  const world = new World().open('A');
  expect(world.pay('B', { id: 'click-A', method: 'h5' }).said).toEqual([]);
  world.paid('A').refund('r1', 500).restart();
  expect(world.refund('r1', 500).said).toEqual([]);
  expect(world.refund('r2', 100, 'ask-r1').said).toEqual([]);
  expect(world.pay('C', { id: 'click-A' }).said).toEqual([]);
  expect(world.answer('click-A')).toEqual({ kind: 'attempt', number: 'A', handedOut: false });
});

test('rule 19: a click that waits is not taken twice', () => {
  const world = new World().open('A').pay('B', { method: 'h5' });
  expect(world.pay('B', { method: 'h5' }).said).toEqual([]);
  expect(world.state.pendingPays).toHaveLength(1);
});

test('rule 18: a word that does not say how a manual refund ended is refused', () => {
  const world = paid().refund('r1', 500).advance(secondMs);
  world.refunded('AR1', { kind: 'abnormal', code: 'USER_ACCOUNT_ABNORMAL' });
  expect(world.refundOf('AR1').status).toBe('manual');
  const said = { decision: 'resolve', outcome: null, by: person } as const;
  world.give({ type: 'refund_decision', id: 'd9', refundNumber: 'AR1', ...said });
  expect(world.answer('d9')).toMatchObject({ code: 'refund_not_waiting' });
  expect(world.refundOf('AR1').status).toBe('manual');
});
