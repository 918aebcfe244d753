import { expect, test } from 'vitest';
import { minuteMs, secondMs } from '../testing/channel-kinds.ts';
import { startMs, success, World } from '../testing/world.ts';

const reversal = { kind: 'reversal', reference: 'R1', amountMinor: 1_999 } as const;
const opened = { kind: 'dispute', state: 'opened' } as const;
const won = { kind: 'dispute', state: 'won' } as const;

test('rule 4: a fresh success is evidence', () => {
  const world = new World().open('A').tells('c1', 'A', success('T-A'));
  expect(world.types).toEqual(['payment_captured', 'order_paid']);
  expect(world.state).toMatchObject({ status: 'paid', winner: 'A' });
});

test('rule 4: an old success prompts a query, and the query alone counts', () => {
  const world = new World().open('A').tells('c1', 'A', success('T-A'), 'old');
  expect(world.types).toEqual(['query_prompted']);
  expect(world.due).toEqual(['query A']);
  expect(world.state.status).toBe('open');
  expect(world.paid('A').state.winner).toBe('A');
});

test.each(['unpaid', 'processing', 'closed', 'not_known', 'approved'] as const)(
  'rule 4: a callback that says "%s" prompts a query and proves nothing',
  (kind) => {
    const world = new World().open('A').tells('c1', 'A', { kind });
    expect(world.types).toEqual(['query_prompted']);
    expect(world.attempt('A')).toMatchObject({ status: 'offered', final: false });
    expect(world.due).toEqual(['query A']);
  },
);

test('rule 4: a prompted query that gets no answer is asked again', () => {
  const world = new World().open('A').tells('c1', 'A', { kind: 'processing' });
  world.queried('A', { kind: 'unknown', code: 'timeout' });
  expect(world.owed).toEqual(['query A']);
  expect(world.advance(secondMs).due).toEqual(['query A']);
});

test('rule 4: a query asked before the callback came does not answer it', () => {
  const world = new World().open('A').advance(minuteMs).tells('c1', 'A', { kind: 'closed' });
  world.queried('A', { kind: 'unpaid' }, world.nowMs - 1);
  expect(world.due).toEqual(['query A']);
});

test('rule 4: repeats change nothing', () => {
  const world = new World().open('A').tells('c1', 'A', success('T-A'));
  const before = world.state;
  expect(world.tells('c1', 'A', success('T-A')).types).toEqual([]);
  expect(world.tells('c2', 'A', success('T-A')).types).toEqual([]);
  expect(world.tells('c3', 'A', success('T-A'), 'old').types).toEqual([]);
  expect(world.paid('A').types).not.toContain('payment_captured');
  expect(world.state.attempts[0]?.capturedMinor).toBe(before.attempts[0]?.capturedMinor);
});

test.each(['unpaid', 'closed', 'not_known', 'processing', 'approved'] as const)(
  'rule 4: success is never undone, not by "%s"',
  (kind) => {
    const world = new World().open('A').paid('A').tells('c1', 'A', { kind }).says('A', kind);
    expect(world.attempt('A')).toMatchObject({ status: 'succeeded', capturedMinor: 1_999 });
    expect(world.state).toMatchObject({ status: 'paid', winner: 'A' });
  },
);

test('rule 4: an unverified callback at most brings a poll forward', () => {
  const world = new World()
    .open('A')
    .advance(10 * secondMs)
    .says('A', 'unpaid');
  expect(world.due).toEqual([]);
  world.give({ type: 'hint', channelNumber: 'A' });
  expect(world.types).toEqual(['poll_hinted']);
  expect(world.due).toEqual(['query A']);
  expect(world.says('A', 'unpaid').due).toEqual([]);
});

test('rule 4: an unverified callback for a final attempt does nothing', () => {
  const world = new World().open('A').says('A', 'closed');
  expect(world.give({ type: 'hint', channelNumber: 'A' }).owed).toEqual([]);
});

test('rule 4: an unknown payment number is no fact of this order', () => {
  const world = new World().open('A').tells('c1', 'Z', success('T-Z'));
  expect(world.said).toEqual([]);
  expect(world.give({ type: 'hint', channelNumber: 'Z' }).said).toEqual([]);
});

test('rule 12: evidence starts an ended workflow again, on the terms recorded in the ledger', () => {
  const world = new World({ latePayment: 'ask' })
    .open('A')
    .advance(2 * minuteMs)
    .close();
  world.closeAnswered('A').says('A', 'closed');
  expect(world.owed).toEqual([]);
  world.restart().tells('c1', 'A', success('T-A'));
  expect(world.types).toEqual(['payment_captured', 'late_payment_found', 'late_payment_asked']);
});

test('rule 14: a reversal is a fact and an alert; order and winner stay', () => {
  const world = new World().open('A').paid('A').callback('c1', 'A', reversal);
  expect(world.types).toEqual(['payment_reversed', 'alert_raised']);
  expect(world.state).toMatchObject({ status: 'paid', winner: 'A' });
  expect(world.attempt('A')).toMatchObject({ reversedMinor: 1_999, capturedMinor: 1_999 });
  expect(world.state.alerts).toMatchObject([{ kind: 'reversed', number: 'A' }]);
});

test('rule 14: nobody is charged again after a reversal', () => {
  const world = new World().open('A').paid('A').callback('c1', 'A', reversal).pay('B');
  expect(world.answer('click-B')).toEqual({ kind: 'refused', code: 'order_already_paid' });
  expect(world.owed).toEqual([]);
});

test('rule 14: the same reversal counts once, whatever brings it', () => {
  const world = new World().open('A').paid('A').callback('c1', 'A', reversal);
  expect(world.callback('c1', 'A', reversal).types).toEqual([]);
  expect(world.callback('c2', 'A', reversal).types).toEqual([]);
  world.paid('A', { returnedMinor: 1_999 });
  expect(world.attempt('A').reversedMinor).toBe(1_999);
});

test('rule 14: a reversal seen by a query first, and by its callback later, counts once', () => {
  const world = new World().open('A').paid('A').paid('A', { returnedMinor: 500 });
  expect(world.attempt('A').reversedMinor).toBe(500);
  world.callback('c1', 'A', { ...reversal, amountMinor: 500 });
  expect(world.attempt('A').reversedMinor).toBe(500);
  world.callback('c2', 'A', { ...reversal, reference: 'R2', amountMinor: 300 });
  expect(world.attempt('A').reversedMinor).toBe(800);
});

test("rule 14: a refund at the channel's console is a reversal", () => {
  const news = {
    kind: 'refund',
    refundNumber: 'console-1',
    reference: 'CR1',
    amountMinor: 700,
    standing: { kind: 'succeeded' },
  } as const;
  const world = new World().open('A').paid('A').callback('c1', 'A', news);
  expect(world.attempt('A').reversedMinor).toBe(700);
  world.callback('c2', 'A', { ...news, refundNumber: 'console-2', reference: 'CR2' }, 'old');
  expect(world.attempt('A').reversedMinor).toBe(700);
  expect(world.due).toEqual(['query A']);
});

test('rule 14: a return whose amount the channel does not tell is an alert, not a number', () => {
  const world = new World().open('A').paid('A').paid('A', { returnedMinor: null });
  expect(world.types).toContain('payment_returned_unclear');
  expect(world.attempt('A').reversedMinor).toBe(0);
  world.paid('A', { returnedMinor: null });
  expect(world.state.alerts).toHaveLength(1);
});

test('rule 14: a dispute is opened and ended once each', () => {
  const world = new World().open('A').paid('A').callback('c1', 'A', opened);
  expect(world.attempt('A').disputed).toBe(true);
  expect(world.callback('c2', 'A', opened).types).toEqual([]);
  expect(world.callback('c3', 'A', won).types).toEqual(['dispute_ended']);
  expect(world.attempt('A').disputed).toBe(false);
});

test('rule 19: a callback whose id is already there changes nothing', () => {
  const world = new World().open('A').tells('c1', 'A', { kind: 'unpaid' }).says('A', 'unpaid');
  expect(world.tells('c1', 'A', { kind: 'unpaid' }).said).toEqual([]);
  world.paid('A').callback('d1', 'A', opened).callback('d2', 'A', won);
  expect(world.callback('d1', 'A', opened).said).toEqual([]);
  expect(world.restart().callback('d1', 'A', opened).said).toEqual([]);
});

test('paid-stays-paid: no callback makes a paid order unpaid or closed', () => {
  const world = new World().open('A').paid('A');
  world.callback('c1', 'A', opened).callback('c2', 'A', { kind: 'dispute', state: 'lost' });
  world.callback('c3', 'A', reversal).advance(startMs + 90 * minuteMs - world.nowMs);
  expect(world.state).toMatchObject({ status: 'paid', winner: 'A' });
});
