import { describe, expect, test } from 'vitest';
import {
  cardTraits,
  codeTraits,
  dayMs,
  hourMs,
  minuteMs,
  scanTraits,
  secondMs,
  traitsWith,
  voucherTraits,
  walletTraits,
} from '../testing/channel-kinds.ts';
import { expiryOf } from '../order/expiry.ts';
import type { ChannelTraits } from '../order/traits.ts';
import { lost, no, startMs, success, World } from '../testing/world.ts';

const card = { channel: 'stripe', traits: cardTraits };
const wallet = { channel: 'paypal', traits: walletTraits };

/** A, superseded and still watched; B, a two-phase attempt just approved. */
function approvedBesideCode(): World {
  const world = new World().open('A', { traits: scanTraits }).pay('B', wallet);
  return world
    .advance(2 * secondMs)
    .offered('B')
    .says('B', 'approved');
}

describe('two-phase channels', () => {
  test('rule 6: approval is not money', () => {
    const world = new World().open('A', card).says('A', 'approved');
    expect(world.attempt('A')).toMatchObject({ status: 'approved', capturedMinor: 0 });
    expect(world.state).toMatchObject({ status: 'open', winner: null });
  });

  test('rule 6: the only attempt is captured at once, its fact before the call', () => {
    const world = new World().open('A', card).says('A', 'approved');
    expect(world.types).toContain('capture_requested');
    expect(world.due).toEqual(['capture A']);
    expect(world.captured('A').state).toMatchObject({ status: 'paid', winner: 'A' });
  });

  test('rule 6: other live attempts are closed and queried before the capture', () => {
    const world = approvedBesideCode();
    expect(world.due).toEqual(['close A']);
    expect(world.attempt('B').capture?.state).toBe('wanted');
    world.advance(secondMs).closeAnswered('A').says('A', 'unpaid');
    expect(world.types).toContain('capture_requested');
    expect(world.due).toContain('capture B');
  });

  test('rule 6: 5 s for all, then it is captured', () => {
    const world = approvedBesideCode().advance(5 * secondMs - 1);
    expect(world.attempt('B').capture?.state).toBe('wanted');
    expect(world.advance(1).types).toContain('capture_requested');
  });

  test('rule 6: unless one is known paid: then it is voided, or never captured', () => {
    const world = approvedBesideCode().paid('A').advance(dayMs);
    expect(world.state.winner).toBe('A');
    expect(world.ledger.some((fact) => fact.type === 'capture_requested')).toBe(false);
    const voidable = new World().open('A', { traits: scanTraits }).pay('B', card);
    voidable
      .advance(2 * secondMs)
      .offered('B', 'ref-B')
      .says('B', 'approved')
      .paid('A');
    expect(voidable.due).toContain('void B');
    expect(voidable.owed).not.toContain('capture B');
  });

  test('rule 6: an approval after the deadline is voided', () => {
    const world = new World().open('A', card).close().says('A', 'approved');
    expect(world.due).toEqual(['void A']);
    world.advance(secondMs).closeAnswered('A');
    expect(world.due).toEqual(['query A']);
  });

  test("rule 6: where the channel can't void, it is never captured", () => {
    const world = new World().open('A', wallet).close().says('A', 'approved').advance(dayMs);
    expect(world.ledger.some((fact) => fact.type.startsWith('capture'))).toBe(false);
  });

  test('rule 6: a capture asked before the deadline is seen through after it', () => {
    const world = new World().open('A', card).says('A', 'approved').close();
    expect(world.due).toEqual(['capture A']);
    expect(world.captured('A').state).toMatchObject({ status: 'paid', winner: 'A' });
  });

  test('rule 6: an unknown capture is repeated with its key until known', () => {
    const world = new World().open('A', card).says('A', 'approved').captured('A', lost);
    expect(world.attempt('A').capture?.state).toBe('unknown');
    world.advance(secondMs);
    expect(world.due).toContain('capture A');
    expect(world.captured('A').state.winner).toBe('A');
  });

  test('rule 6: after a restart a capture that may have gone out is repeated', () => {
    const world = new World()
      .open('A', card)
      .says('A', 'approved')
      .restart()
      .give({ type: 'clock' });
    expect(world.attempt('A').capture?.state).toBe('unknown');
    expect(world.due).toContain('capture A');
  });

  test("rule 6: past the key's life a capture is asked about, not repeated", () => {
    const world = new World({}, startMs + 3 * dayMs).open('A', wallet).says('A', 'approved');
    world.captured('A', lost);
    world.nowMs += 7 * hourMs;
    world.restart().give({ type: 'clock' });
    expect(world.owed).toEqual(['query A']);
    world.says('A', 'approved');
    expect(world.attempt('A').capture?.state).toBe('refused');
  });

  test('one-charge: a capture whose next try would come past its key is not planned', () => {
    const traits = { ...walletTraits, idempotencyLifeMs: 2 * secondMs };
    const world = new World({ pollScheduleMs: [minuteMs] }).open('A', { ...wallet, traits });
    world.says('A', 'approved').captured('A', lost).advance(secondMs);
    expect(world.owed).toContain('capture A');
    // Asked again in 3 s: by then the channel has forgotten the first one.
    expect(world.captured('A', lost).owed).toEqual(['query A']);
  });

  test('rule 6: a pending capture is not success', () => {
    const world = new World().open('A', card).says('A', 'approved');
    world.captured('A', { kind: 'processing' });
    expect(world.state.winner).toBeNull();
    expect(world.owed).toEqual(['query A']);
    expect(world.paid('A').state.winner).toBe('A');
  });

  test('rule 6: a refused capture leaves the shopper free to try again', () => {
    const world = new World().open('A', card).says('A', 'approved').captured('A', no);
    expect(world.attempt('A')).toMatchObject({ status: 'offered', final: false });
    world.says('A', 'approved');
    expect(world.due).toContain('capture A');
  });

  test('one-charge: no capture is asked while another is unknown', () => {
    const world = new World().open('A', wallet).says('A', 'approved').captured('A', lost);
    world
      .pay('B', card)
      .advance(2 * secondMs)
      .offered('B', 'ref-B')
      .says('B', 'approved');
    world.advance(minuteMs);
    expect(world.owed).not.toContain('capture B');
    expect(world.captured('A').state.winner).toBe('A');
    expect(world.says('B', 'approved').due).toContain('void B');
  });

  test('one-charge: an attempt its trusted channel calls closed holds up no other capture', () => {
    const trusted = {
      channel: 'paypal',
      traits: traitsWith({ ...walletTraits, closedIsTrusted: true }),
    };
    const world = new World().open('A', trusted).says('A', 'approved').captured('A', lost);
    world.says('A', 'closed').open('B', card).says('B', 'approved');
    expect(world.due).toEqual(['capture B']);
  });

  test('one-charge: no capture is asked while another holds money that never won', () => {
    const world = new World().open('A', wallet).says('A', 'approved');
    world
      .captured('A', success('T-A', { amountMinor: 1 }))
      .open('B', card)
      .says('B', 'approved');
    world.advance(minuteMs);
    expect(world.attempt('B').capture).toBeNull();
    world.paid('A', { amountMinor: 1 }).refunded('AR1', { kind: 'succeeded' });
    expect(world.types).toContain('capture_requested');
  });

  test('one-charge: no capture is asked while the order has a winner', () => {
    const world = new World().open('A', card).paid('A').says('A', 'approved');
    expect(world.owed).toEqual([]);
  });

  test('one-charge: of two approved attempts one is captured and the other voided', () => {
    const world = new World()
      .open('A', wallet)
      .pay('B', card)
      .advance(2 * secondMs);
    world
      .offered('B', 'ref-B')
      .says('A', 'approved')
      .says('B', 'approved')
      .advance(5 * secondMs);
    const asked = world.ledger.filter((fact) => fact.type === 'capture_requested');
    expect(asked).toMatchObject([{ number: 'B' }]);
  });

  test('rule 6: a one-phase success in the same instant is compensated', () => {
    const world = approvedBesideCode()
      .advance(5 * secondMs)
      .captured('B')
      .paid('A');
    expect(world.state.winner).toBe('B');
    expect(world.attempt('A').role).toBe('duplicate');
  });
});

describe('deadline and close', () => {
  test('rule 7: an order nobody clicks on closes too', () => {
    const world = new World().advance(hourMs);
    expect(world.types).toEqual(['order_closing', 'order_closed']);
    expect(world.owed).toEqual([]);
  });

  test('rule 7: at its deadline the order turns closing; each attempt is closed and queried', () => {
    const world = new World({ attemptLifeMs: 2 * hourMs }).open('A');
    world
      .advance(hourMs - 1)
      .says('A', 'unpaid')
      .advance(1);
    expect(world.state).toMatchObject({ status: 'closing', closing: { reason: 'deadline' } });
    expect(world.due).toEqual(['close A']);
    expect(world.closeAnswered('A').due).toEqual(['query A']);
  });

  test('rule 7: it is closed when each has answered a query since', () => {
    const world = new World().open('A', { traits: scanTraits }).close();
    world.closeAnswered('A').says('A', 'not_known');
    expect(world.types).toEqual(['attempt_answered', 'order_closed']);
  });

  test('rule 7: an answer asked before the closing does not close it', () => {
    const world = new World().open('A', { traits: scanTraits }).advance(secondMs).close();
    world.closeAnswered('A').queried('A', { kind: 'unpaid' }, world.nowMs - 1);
    expect(world.state.status).toBe('closing');
  });

  test('rule 7: not while a capture is unknown', () => {
    const world = new World().open('A', card).says('A', 'approved').captured('A', lost).close();
    world.advance(secondMs).says('A', 'processing');
    expect(world.state.status).toBe('closing');
    world.advance(10 * minuteMs);
    expect(world.state.status).toBe('closed');
    expect(world.owed).toContain('capture A');
  });

  test('rule 7: after 10 min of silence it is closed', () => {
    const world = new World()
      .open('A')
      .close()
      .advance(10 * minuteMs - 1);
    expect(world.state.status).toBe('closing');
    expect(world.advance(1).types).toContain('order_closed');
  });

  test("rule 7: the merchant's close follows the deadline's rules and is answered once", () => {
    const world = new World().open('A').close('c1').close('c1').close('c2');
    expect(world.answer('c1')).toEqual({ kind: 'done' });
    expect(world.answer('c2')).toEqual({ kind: 'done' });
    expect(world.ledger.filter((fact) => fact.type === 'order_closing')).toHaveLength(1);
    const paid = new World().open('A').paid('A').close();
    expect(paid.answer('close')).toEqual({ kind: 'refused', code: 'order_already_paid' });
  });

  test('closed-means-watched: a closed order keeps watching each attempt that can still be paid', () => {
    const world = new World().open('A', { traits: scanTraits }).close();
    world.closeAnswered('A').says('A', 'not_known');
    expect(world.state.status).toBe('closed');
    expect(world.owed.join()).toMatch(/ A/);
    world
      .advance(35 * minuteMs)
      .closeAnswered('A')
      .says('A', 'not_known');
    expect(world.attempt('A').final).toBe(true);
    expect(world.owed).toEqual([]);
  });

  test('closed-means-watched: the watch survives a restart', () => {
    const world = new World().open('A', { traits: scanTraits }).close();
    world.closeAnswered('A').says('A', 'not_known').restart();
    expect(world.owed.join()).toMatch(/ A/);
    expect(world.paid('A').attempt('A').role).toBe('late');
  });

  test('paid-stays-paid: the deadline of a paid order changes nothing', () => {
    const world = new World().open('A').paid('A').advance(dayMs);
    expect(world.said).toEqual([]);
    expect(world.state.status).toBe('paid');
  });

  test('rule 7: after its expiry a fresh attempt is offered', () => {
    const world = new World().open('A').advance(30 * minuteMs);
    expect(world.attempt('A').withdrawal?.reason).toBe('expired');
    world.closeAnswered('A').says('A', 'closed').pay('B');
    expect(world.answer('click-B')).toEqual({ kind: 'attempt', number: 'B', handedOut: false });
  });
});

describe('expiry', () => {
  function expiresIn(traits: ChannelTraits, deadlineMs: number): number {
    return expiryOf(new World({}, startMs + deadlineMs).state, traits, startMs) - startMs;
  }

  test.each([
    ['the deadline', codeTraits, 15 * minuteMs, 15 * minuteMs],
    ["the attempt's life", codeTraits, hourMs, 30 * minuteMs],
    ["the method's longest", traitsWith({ longestValidityMs: 5 * minuteMs }), hourMs, 5 * minuteMs],
    ["the channel's own shortest, if longer", voucherTraits, hourMs, dayMs],
    ["the channel's shortest past the deadline", codeTraits, 10 * secondMs, minuteMs],
  ] as const)('rule 7: the channel gets as expiry %s', (_, traits, deadlineMs, expected) => {
    expect(expiresIn(traits, deadlineMs)).toBe(expected);
  });

  test("rule 17: what can't be refunded isn't offered where it could still be paid after the deadline", () => {
    const voucher = { channel: 'stripe', method: 'boleto', traits: voucherTraits };
    const world = new World({}, startMs + 2 * dayMs).pay('A', voucher);
    expect(world.answer('click-A')).toEqual({ kind: 'refused', code: 'channel_not_offered' });
    const early = new World({}, startMs + 5 * dayMs).pay('A', voucher);
    expect(early.types).toEqual(['attempt_planned']);
  });

  test("rule 17: unless the merchant's policy allows it", () => {
    const voucher = { channel: 'stripe', method: 'boleto', traits: voucherTraits };
    const world = new World({ offerUnrefundable: true }, startMs + dayMs).pay('A', voucher);
    expect(world.types).toEqual(['attempt_planned']);
  });
});
