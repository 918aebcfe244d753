import { expect, test } from 'vitest';
import {
  minuteMs,
  scanTraits,
  secondMs,
  traitsWith,
  walletTraits,
} from '../testing/channel-kinds.ts';
import { lost, startMs, success, World } from '../testing/world.ts';

const alipay = { channel: 'alipay', traits: scanTraits };

test('rule 1: a click on pay plans an attempt with everything create sends', () => {
  const world = new World().pay('A');
  expect(world.said).toEqual([
    expect.objectContaining({
      type: 'attempt_planned',
      number: 'A',
      input: 'click-A',
      account: 'default',
      amount: { amountMinor: 1_999, currency: 'CNY' },
      expiresAtMs: startMs + 30 * minuteMs,
    }),
  ]);
  expect(world.answer('click-A')).toEqual({ kind: 'attempt', number: 'A', handedOut: false });
  expect(world.due).toEqual(['create A']);
});

test('rule 1: two clicks, one QR code', () => {
  const world = new World().open('A').pay('B');
  expect(world.types).toEqual(['attempt_handed_out']);
  expect(world.answer('click-B')).toEqual({ kind: 'attempt', number: 'A', handedOut: true });
  expect(world.state.attempts).toHaveLength(1);
});

test('rule 1: an attempt still being created is handed out again', () => {
  const world = new World().pay('A').pay('B').created('A', lost).pay('C');
  expect(world.answer('click-B')).toMatchObject({ number: 'A', handedOut: true });
  expect(world.answer('click-C')).toMatchObject({ number: 'A', handedOut: true });
});

test.each([
  ['method', { method: 'h5' }],
  ['account', { account: 'second' }],
  ['payer', { payer: 'hash-of-openid' }],
  ['channel', alipay],
])('rule 1: another %s supersedes the live attempt', (_, difference) => {
  const world = new World().open('A').pay('B', difference);
  expect(world.types).toEqual(['pay_requested', 'attempt_withdrawn']);
  expect(world.attempt('A').superseded).toBe(true);
  expect(world.answer('click-B')).toBeUndefined();
});

test('rule 1: an expired attempt is not handed out again', () => {
  const world = new World()
    .open('A')
    .advance(30 * minuteMs)
    .pay('B');
  expect(world.answer('click-B')).not.toMatchObject({ number: 'A' });
});

test('rule 1: an expired attempt is not handed out again though no clock has rung', () => {
  const world = new World({ attemptLifeMs: minuteMs }).open('A');
  world.nowMs = world.attempt('A').expiresAtMs;
  expect(world.pay('B').answer('click-B')).not.toMatchObject({ number: 'A' });
});

test('rule 1: the old attempt is closed first, and asked after it', () => {
  const world = new World().open('A').pay('B', alipay);
  expect(world.due).toEqual(['close A']);
  world.closeAnswered('A');
  expect(world.due).toEqual(['query A']);
  expect(world.state.attempts).toHaveLength(1);
  world.says('A', 'closed');
  expect(world.types).toContain('attempt_planned');
  expect(world.answer('click-B')).toEqual({ kind: 'attempt', number: 'B', handedOut: false });
});

test('rule 1: if the query after the close proves payment, the new attempt is refused', () => {
  const world = new World().open('A').pay('B', alipay).closeAnswered('A').paid('A');
  expect(world.types).toEqual(['payment_captured', 'order_paid', 'pay_refused']);
  expect(world.answer('click-B')).toEqual({ kind: 'refused', code: 'order_already_paid' });
  expect(world.state.attempts).toHaveLength(1);
});

test('rule 1: if a callback proves payment while the click waits, the new attempt is refused', () => {
  const world = new World().open('A').pay('B', alipay).tells('c1', 'A', success('T-A'));
  expect(world.answer('click-B')).toEqual({ kind: 'refused', code: 'order_already_paid' });
});

test('rule 1: an unsupported close does not hold the new attempt longer than the query', () => {
  const world = new World().open('A', { traits: traitsWith({ closable: false }) }).pay('B', alipay);
  expect(world.due).toEqual(['query A']);
  world.says('A', 'unpaid');
  expect(world.types).toContain('attempt_planned');
  expect(world.attempt('A').final).toBe(false);
  expect(world.owed).toContain('query A');
});

test('rule 1: a close that times out holds the new attempt for 2 s, and the old one stays watched', () => {
  const world = new World()
    .open('A')
    .pay('B', alipay)
    .advance(2 * secondMs - 1);
  expect(world.state.attempts).toHaveLength(1);
  world.advance(1);
  expect(world.types).toEqual(['attempt_planned']);
  expect(world.attempt('A')).toMatchObject({ final: false, superseded: true });
  expect(world.owed).toContain('close A');
});

test('rule 1: "not yet known" after the close lets the new attempt go, the old one stays watched', () => {
  const world = new World().open('A', alipay).pay('B').closeAnswered('A').says('A', 'not_known');
  expect(world.types).toContain('attempt_planned');
  expect(world.attempt('A').final).toBe(false);
  expect(world.owed.join()).toMatch(/(close|query) A/);
});

test('rule 1: a superseded attempt that is paid in time wins, and the one that took its place is closed', () => {
  const world = new World()
    .open('A')
    .pay('B', alipay)
    .advance(2 * secondMs)
    .offered('B')
    .paid('A');
  expect(world.state.winner).toBe('A');
  expect(world.due).toContain('close B');
});

test('rule 1: one at a time: a second click waits for the first', () => {
  const world = new World().open('A').pay('B', alipay).pay('C', { channel: 'paypal' });
  expect(world.types).toEqual(['pay_requested']);
  world.closeAnswered('A').says('A', 'closed');
  expect(world.answer('click-B')).toMatchObject({ number: 'B' });
  // The first one's attempt is closed before the second one's is launched.
  expect(world.answer('click-C')).toBeUndefined();
  expect(world.attempt('B').withdrawal?.reason).toBe('superseded');
  world.advance(2 * secondMs);
  expect(world.answer('click-C')).toMatchObject({ number: 'C' });
});

test('rule 1: two clicks that wait for the same close end with one attempt', () => {
  const world = new World()
    .open('A')
    .pay('B', alipay)
    .pay('C', alipay)
    .advance(2 * secondMs);
  expect(world.answer('click-B')).toMatchObject({ number: 'B', handedOut: false });
  expect(world.answer('click-C')).toMatchObject({ number: 'B', handedOut: true });
});

test('rule 1: a paid order answers order_already_paid', () => {
  const world = new World().open('A').paid('A').pay('B');
  expect(world.answer('click-B')).toEqual({ kind: 'refused', code: 'order_already_paid' });
});

test('rule 1: a closing order and a closed one answer order_closed', () => {
  const closing = new World().open('A').close().pay('B');
  expect(closing.state.status).toBe('closing');
  expect(closing.answer('click-B')).toEqual({ kind: 'refused', code: 'order_closed' });
  const closed = new World().close().pay('B');
  expect(closed.state.status).toBe('closed');
  expect(closed.answer('click-B')).toEqual({ kind: 'refused', code: 'order_closed' });
});

test('rule 1: a click after the deadline is refused though no clock has rung', () => {
  const world = new World();
  world.nowMs = world.state.deadlineMs;
  expect(world.pay('A').answer('click-A')).toEqual({ kind: 'refused', code: 'order_closed' });
});

test('rule 1: the deadline passes while a click waits: the click is refused', () => {
  const world = new World({}, startMs + minuteMs)
    .open('A')
    .advance(minuteMs - 1)
    .pay('B', alipay);
  world.advance(1);
  expect(world.answer('click-B')).toEqual({ kind: 'refused', code: 'order_closed' });
});

test('rule 1: past the attempt limit a click is refused, a live attempt is still handed out', () => {
  const world = new World({ maxAttempts: 2 })
    .open('A')
    .pay('B', alipay)
    .advance(2 * secondMs);
  world.pay('C', { channel: 'paypal' });
  expect(world.answer('click-C')).toEqual({ kind: 'refused', code: 'too_many_attempts' });
  expect(world.attempt('B').superseded).toBe(false);
  world.pay('D', alipay);
  expect(world.answer('click-D')).toMatchObject({ number: 'B', handedOut: true });
});

test('rule 1: a refused attempt leaves nothing to wait for', () => {
  const refused = { kind: 'refused', code: 'bad_payer' } as const;
  const world = new World().pay('A').created('A', refused);
  expect(world.attempt('A')).toMatchObject({ status: 'failed', final: true });
  world.pay('B');
  expect(world.types).toEqual(['attempt_planned']);
});

test('rule 17: what a channel cannot take exactly is not offered', () => {
  for (const [id, difference] of [
    ['currency', { currencies: ['USD'] }],
    ['small', { smallestMinor: 2_000 }],
    ['large', { largestMinor: 1_998 }],
  ] as const) {
    const world = new World().pay('A', { id, traits: traitsWith(difference) });
    expect(world.answer(id)).toEqual({ kind: 'refused', code: 'channel_not_offered' });
  }
});

test('rule 6: a superseded two-phase attempt that is approved afterwards is never captured', () => {
  const world = new World().open('A', { channel: 'paypal', traits: walletTraits }).pay('B');
  world
    .advance(2 * secondMs)
    .says('A', 'approved')
    .advance(minuteMs);
  expect(world.state.attempts).toHaveLength(2);
  expect(world.owed).not.toContain('capture A');
  expect(world.attempt('A').capture).toBeNull();
});
