import { expect, test } from 'vitest';
import { attention } from '../order/attention.ts';
import { keptMinor } from '../order/attempt.ts';
import { dayMs, minuteMs, secondMs } from '../testing/channel-kinds.ts';
import { lost, no, person, World } from '../testing/world.ts';

const lessLeft = { ...no, code: 'INVALID_REQUEST', lessIsLeft: true } as const;
const short = { kind: 'later', code: 'short_balance' } as const;
const unclear = 'reversed:A:unclear';

/** A paid order whose merchant refunds a part; the channel refuses and says that less is left. */
function refused(amountMinor = 1_999): World {
  const world = new World().open('A').paid('A').advance(secondMs).refund('r1', amountMinor);
  return world.advance(secondMs).refunded('AR1', lessLeft);
}

/** Paid after its order closed, and the channel refuses to give it back. */
function lateRefused(): World {
  const world = new World()
    .open('A')
    .close()
    .advance(10 * minuteMs);
  world.paid('A').advance(secondMs).paid('A').advance(secondMs);
  return world.refunded('AR1', lessLeft);
}

function says(world: World, returnedMinor?: number): World {
  const said = returnedMinor === undefined ? {} : { returnedMinor };
  const id = `says-${returnedMinor ?? 'nothing'}-${world.nowMs}`;
  return world.give({ type: 'attention_decision', id, attention: unclear, by: person, ...said });
}

test('rule 10: a refusal that says less is left is told, with attention, and the payment is asked about', () => {
  const world = refused();
  expect(world.types).toEqual([
    'refund_failed',
    'payment_returned_unclear',
    'alert_raised',
    'query_prompted',
  ]);
  expect(world.refundOf('AR1')).toMatchObject({
    status: 'failed',
    failure: { code: 'less_is_left' },
  });
  expect(attention(world.state)).toEqual(['reversed']);
  expect(world.due).toEqual(['query A']);
});

test('rule 10: while nobody knows what is left, a refund that was asked before is not asked again', () => {
  const world = new World().open('A').paid('A').advance(secondMs).refund('r1', 500);
  world.advance(secondMs).refunded('AR1', lost).refund('r2', 1_400).refunded('AR2', lessLeft);
  world.advance(minuteMs).refundQueried('AR1', { kind: 'not_known' }).advance(minuteMs);
  expect(world.due).not.toContain('refund AR1');
  says(world, 0);
  expect(world.due).toContain('refund AR1');
});

test('rule 10: another refusal says nothing of what is left', () => {
  const world = new World().open('A').paid('A').advance(secondMs).refund('r1', 500);
  world.advance(secondMs).refunded('AR1', no);
  expect(world.types).toEqual(['refund_failed']);
  expect(attention(world.state)).toEqual([]);
});

test('rule 10: it holds further refunds of that attempt until a person says what went back', () => {
  const world = refused().paid('A', { returnedMinor: null }).refund('r2', 1);
  expect(world.answer('ask-r2')).toMatchObject({ code: 'refund_exceeds_paid' });
  says(world, 500);
  expect(world.types).toEqual(['alert_resolved', 'payment_reversed']);
  expect(keptMinor(world.attempt('A'))).toBe(1_499);
  expect(attention(world.state)).toEqual([]);
  expect(world.refund('r3', 1_499).answer('ask-r3')).toMatchObject({ kind: 'refund' });
  expect(world.restart().attempt('A').returnedUnclear).toBe(false);
});

test('rule 10: a person may say that nothing went back', () => {
  const world = says(refused().paid('A', { returnedMinor: null }), 0);
  expect(world.types).toEqual(['alert_resolved']);
  expect(world.refund('r2', 1_999).answer('ask-r2')).toMatchObject({ kind: 'refund' });
});

test.each([undefined, -1, 2_000, 0.5, Number.NaN])(
  'rule 18: a person who says that %s went back changes nothing',
  (returnedMinor) => {
    const world = says(refused().paid('A', { returnedMinor: null }), returnedMinor);
    expect(Object.values(world.state.answers)).toContainEqual({
      kind: 'refused',
      code: 'returned_amount_wrong',
    });
    expect(world.state.alerts).toMatchObject([{ id: unclear }]);
    expect(world.attempt('A')).toMatchObject({ returnedUnclear: true, reversedMinor: 0 });
  },
);

test('no-over-refund: what is on its way back can not have gone back another way', () => {
  const world = new World().open('A').paid('A').advance(secondMs);
  world.refund('r1', 500).refund('r2', 1_400).advance(secondMs);
  world.refunded('AR1', { kind: 'processing' }).refunded('AR2', lessLeft);
  expect(says(world, 1_500).state.alerts).toHaveLength(1);
  expect(says(world, 1_499).state.alerts).toHaveLength(0);
});

test('rule 18: no other alert takes an amount that went back', () => {
  const world = new World().open('A').paid('A').advance(secondMs).refund('r1', 500);
  world.advance(secondMs).refunded('AR1', short);
  const by = { attention: 'short_balance:AR1', by: person, returnedMinor: 500 };
  world.give({ type: 'attention_decision', id: 'x', ...by });
  expect(world.answer('x')).toEqual({ kind: 'refused', code: 'returned_amount_wrong' });
  expect(world.attempt('A').reversedMinor).toBe(0);
});

test('rule 10: a total of its channel tells what went back, and ends the hold', () => {
  const world = refused().paid('A', { returnedMinor: 500 });
  expect(world.types).toContain('payment_reversed');
  expect(world.attempt('A')).toMatchObject({ reversedMinor: 500, returnedUnclear: false });
  expect(world.state.alerts.map((one) => one.id)).toEqual(['reversed:A:T-A:500']);
  expect(world.refund('r2', 1_499).answer('ask-r2')).toMatchObject({ kind: 'refund' });
});

test('rule 14: what a person said went back is not counted again when its channel names it', () => {
  const world = says(refused().paid('A', { returnedMinor: null }), 500).advance(dayMs);
  world.callback('c1', 'A', { kind: 'reversal', reference: 'CB', amountMinor: 500 });
  expect(world.attempt('A').reversedMinor).toBe(500);
  world.paid('A', { returnedMinor: 500 });
  expect(world.attempt('A').reversedMinor).toBe(500);
});

test('rule 10: a compensation refused so waits for what went back, and gives back the rest', () => {
  const world = lateRefused().advance(secondMs).paid('A', { returnedMinor: null });
  expect(world.state.refunds).toMatchObject([
    { number: 'AR1', status: 'failed', failure: { code: 'less_is_left' } },
    { number: 'AR2', status: 'awaiting_approval', hold: 'amount_unclear' },
  ]);
  expect(attention(world.state)).toContain('reversed');
  world.approve('AR2').advance(secondMs).paid('A', { returnedMinor: null });
  expect(world.refundOf('AR2')).toMatchObject({ status: 'awaiting_approval' });
  says(world, 500);
  world.approve('AR2').advance(secondMs).paid('A', { returnedMinor: null });
  expect(world.refundOf('AR2')).toMatchObject({ status: 'requested', amountMinor: 1_499 });
});

test('rule 10: a compensation refused because all went back ends with its channel’s total', () => {
  const world = lateRefused().advance(secondMs).paid('A', { returnedMinor: 1_999 });
  expect(keptMinor(world.attempt('A'))).toBe(0);
  expect(world.state.refunds).toMatchObject([{ number: 'AR1', status: 'failed' }]);
  expect(world.owed).toEqual([]);
});

test("rule 10: a merchant's refund put off is held too, and no approval overrules it", () => {
  const world = new World().open('A').paid('A').advance(secondMs);
  world.refund('r1', 500).refund('r2', 1_400).advance(secondMs);
  world.refunded('AR1', short).refunded('AR2', lessLeft);
  expect(world.refundOf('AR1')).toMatchObject({
    status: 'awaiting_approval',
    hold: 'amount_unclear',
    failure: null,
  });
  // Its wait is over, so only the hold can keep it back.
  world.advance(dayMs).approve('AR1').advance(secondMs);
  expect(world.refundOf('AR1')).toMatchObject({ status: 'awaiting_approval' });
  says(world, 1_000);
  world.approve('AR1').advance(secondMs);
  expect(world.refundOf('AR1')).toMatchObject({ status: 'requested', amountMinor: 500 });
});

test('rule 10: after a call without an answer a refusal leaves open whether the refund went out', () => {
  const world = new World().open('A').paid('A').advance(secondMs).refund('r1', 1_999);
  world.advance(secondMs).refunded('AR1', lost).advance(secondMs);
  world.refundQueried('AR1', { kind: 'not_known' }).refunded('AR1', lessLeft);
  expect(world.refundOf('AR1')).toMatchObject({
    status: 'manual',
    abnormal: true,
    failure: { code: 'less_is_left' },
  });
  expect(world.attempt('A').returnedUnclear).toBe(false);
});
