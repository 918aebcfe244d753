import { describe, expect, test } from 'vitest';
import { evolve, fold } from './evolve.ts';
import type { RecordedFact } from './fact.ts';
import { refusalOfFact } from './fact-standing.ts';
import { money } from '../values/money.ts';
import { minuteMs, secondMs, traitsWith } from '../testing/channel-kinds.ts';
import { factSamples as sample } from '../testing/fact-samples.ts';
import { World } from '../testing/world.ts';

function asked(world: World, fact: RecordedFact): string | null {
  return refusalOfFact(fold(world.ledger), fact);
}

/** Code B took the place of code A, which did not close in time. */
function twoCodes(): World {
  return new World()
    .open('A')
    .pay('B', { method: 'h5' })
    .advance(2 * secondMs)
    .offered('B');
}

/** A paid order with a compensation asked of its duplicate B. */
function paidTwice(): World {
  const world = twoCodes().paid('A').paid('B');
  world.nowMs += 1;
  return world.paid('A').paid('B');
}

/** A closed order, nothing of it paid. */
function closedOrder(policy = {}): World {
  const world = new World(policy)
    .open('A')
    .advance(2 * minuteMs)
    .close();
  return world.closeAnswered('A').says('A', 'closed');
}

/** An order with a reversal of 500 that a query saw and no callback has named. */
function returned(): World {
  return new World().open('A').paid('A').paid('A', { returnedMinor: 500 });
}

const everyFact: readonly RecordedFact[] = Object.values(sample);
const naming = everyFact.filter((fact) => 'number' in fact && fact.number !== null);
const ofRefunds = naming.filter((fact) => fact.type.startsWith('refund_'));
const ofAttempts = naming.filter((fact) => !ofRefunds.includes(fact));

describe('one-truth: a fact names what its order has', () => {
  const none = new World();
  const known = ofRefunds.filter((fact) => !('attempt' in fact));
  test.each(known.map((fact) => [fact.type, fact] as const))(
    'one-truth: %s of an unknown refund is refused',
    (type, fact) => {
      expect(asked(none.open('A'), fact)).toBe(
        `${type} names refund AR1, which this order does not have`,
      );
    },
  );

  const planned = sample.attempt_planned;
  test.each(
    ofAttempts.filter((fact) => fact !== planned).map((fact) => [fact.type, fact] as const),
  )('one-truth: %s of an unknown attempt is refused', (type, fact) => {
    expect(asked(new World(), fact)).toBe(
      `${type} names attempt A, which this order does not have`,
    );
  });

  test('one-truth: a refund of an unknown attempt is refused', () => {
    for (const fact of [sample.refund_requested, sample.refund_held]) {
      expect(asked(new World(), fact)).toContain('names attempt A, which this order does not have');
    }
  });

  test('one-truth: an alert about nothing known, or resolved without being there, is refused', () => {
    const about = (number: string | null): RecordedFact => ({ ...sample.alert_raised, number });
    expect(asked(new World(), about('Z'))).toContain('names payment or refund Z');
    expect(asked(new World(), about(null))).toBeNull();
    expect(asked(paidTwice(), about('BR1'))).toBeNull();
    expect(asked(new World(), sample.alert_resolved)).toContain('names alert a');
  });

  test('one-truth: a number is taken once', () => {
    const world = paidTwice();
    const again = world.ledger.filter((one) =>
      ['attempt_planned', 'refund_requested'].includes(one.type),
    );
    expect(again.map((one) => one.type)).toHaveLength(3);
    for (const fact of again) expect(asked(world, fact)).toContain('which this order already has');
    const second = { ...sample.second_transaction_found, number: 'B' };
    expect(asked(world, second)).toContain('takes the number B');
    expect(asked(world, { ...second, number: 'A-2' })).toBeNull();
  });

  test('one-truth: a click that does not wait is not refused, and one that waits does not wait twice', () => {
    expect(asked(new World().open('A'), sample.pay_refused)).toContain('which does not wait');
    const world = new World().open('A').pay('B', { method: 'h5' });
    const waits = world.ledger.find((one) => one.type === 'pay_requested');
    if (waits === undefined) throw new Error('The second click waits for the first code to close.');
    expect(asked(world, waits)).toContain('which waits already');
    expect(asked(world, { ...sample.pay_refused, input: 'click-B' })).toBeNull();
  });
});

describe('one-truth: an order goes one way', () => {
  test('one-truth: an order is created once, and before anything else', () => {
    expect(refusalOfFact(null, sample.order_created)).toBeNull();
    expect(asked(new World(), sample.order_created)).toBe('order_created comes a second time');
    for (const fact of everyFact.filter((one) => one.type !== 'order_created')) {
      expect(refusalOfFact(null, fact)).toContain('comes before the order was created');
    }
  });

  test('rule 7: only an open order turns closing, only a closing one closes', () => {
    const open = new World().open('A');
    expect(asked(open, sample.order_closed)).toBe(
      'order_closed does not stand in an order that is open',
    );
    expect(asked(open, sample.order_closing)).toBeNull();
    expect(asked(open.close(), sample.order_closed)).toBeNull();
    expect(asked(open, sample.order_closing)).toContain('is closing');
    expect(asked(open, { ...sample.attempt_planned, number: 'B' })).toContain('is closing');
  });

  test('paid-stays-paid: a paid order neither closes nor opens an attempt', () => {
    const world = new World().open('A').paid('A');
    const planned = { ...sample.attempt_planned, number: 'B' };
    for (const fact of [sample.order_closing, sample.order_closed, planned]) {
      expect(asked(world, fact)).toContain('does not stand in an order that is paid');
    }
  });

  test('one-winner: a success wins while nobody has, and nothing else does', () => {
    expect(asked(new World().open('A'), sample.order_paid)).toContain('attempt A is offered');
    const world = paidTwice();
    expect(asked(world, { ...sample.order_paid, number: 'B' })).toContain('that A has won');
    expect(asked(world, { ...sample.duplicate_found, number: 'A' })).toContain('no other attempt');
    const wrong = new World().open('A').paid('A', { amountMinor: 5 });
    expect(asked(wrong, sample.order_paid)).toContain('has the role mismatch');
    expect(asked(wrong, sample.duplicate_found)).toContain('no other attempt has won');
  });

  test('rule 8: a payment is late in a closed order only, asked about once, decided once', () => {
    const paid = new World().open('A').paid('A');
    expect(asked(paid, sample.late_payment_found)).toContain('an order that is paid');
    const late = closedOrder({ latePayment: 'ask' }).paid('A');
    expect(asked(late, sample.late_payment_asked)).toContain('asks what was asked before');
    expect(asked(late, sample.late_payment_decided)).toBeNull();
    expect(asked(late.late('A', 'refund'), sample.late_payment_decided)).toContain(
      'decided before',
    );
    const unasked = closedOrder().paid('A');
    expect(asked(unasked, sample.late_payment_decided)).toContain('decides what was not asked');
  });
});

describe('one-truth: an attempt goes one way', () => {
  const ends = [
    'attempt_refused',
    'attempt_ended',
    'create_abandoned',
    'attempt_withdrawn',
  ] as const;
  test.each(ends)('no-guess: %s does not undo a success', (type) => {
    expect(asked(new World().open('A').paid('A'), sample[type])).toBe(
      `${type} does not stand while attempt A is succeeded`,
    );
  });

  test('no-guess: a create that was acknowledged is refused no more, nor acknowledged again', () => {
    const world = new World().open('A');
    expect(asked(world, sample.attempt_refused)).toContain('has a create that is acknowledged');
    expect(asked(world, sample.attempt_offered)).toContain('has a create that is acknowledged');
  });

  test('one-charge: a capture is wanted of what is approved, asked of what is wanted', () => {
    const world = new World().open('A', { traits: traitsWith({ twoPhase: true }) });
    for (const type of ['capture_wanted', 'capture_requested'] as const) {
      expect(asked(world, sample[type])).toContain('attempt A is offered');
    }
    expect(asked(world.says('A', 'approved'), sample.capture_requested)).toContain(
      'has a capture that is requested',
    );
    expect(asked(world, sample.capture_refused)).toBeNull();
  });

  test('one-truth: a success is not written over the one before', () => {
    const world = new World().open('A').paid('A');
    expect(asked(world, sample.payment_captured)).toContain('attempt A is succeeded');
  });

  test('rule 14: a return counts once under its name, and explains no more than was seen', () => {
    const world = new World().open('A').paid('A');
    const back = { ...sample.payment_reversed, number: 'A' };
    const state = evolve(fold(world.ledger), back);
    expect(refusalOfFact(state, back)).toContain('counts the return R a second time');
    const named = sample.reversal_named;
    expect(asked(world, named)).toContain('explains more than went back');
    expect(asked(returned(), { ...named, explainedMinor: 500 })).toBeNull();
    expect(asked(returned(), { ...named, explainedMinor: 501 })).toContain('explains more');
  });
});

describe('one-truth: a refund goes one way', () => {
  test.each(['refund_approved', 'refund_rejected', 'refund_released', 'refund_resolved'] as const)(
    'rule 18: %s is about a refund that waits for a person',
    (type) => {
      expect(asked(paidTwice(), { ...sample[type], number: 'BR1' })).toContain(
        'refund BR1 is requested',
      );
    },
  );

  test('rule 10: an end is said once, and a success may still be denied', () => {
    const world = paidTwice().refunded('BR1', { kind: 'succeeded' });
    const of = { number: 'BR1' };
    for (const type of ['refund_succeeded', 'refund_accepted', 'refund_postponed'] as const) {
      expect(asked(world, { ...sample[type], ...of })).toContain('refund BR1 is succeeded');
    }
    expect(asked(world, { ...sample.refund_failed, ...of })).toBeNull();
    world.refundQueried('BR1', { kind: 'failed', code: 'x' });
    expect(asked(world, { ...sample.refund_failed, ...of })).toContain('refund BR1 is failed');
    expect(asked(world, { ...sample.refund_succeeded, ...of })).toBeNull();
  });

  test('rule 10: nothing is refunded of what was not paid', () => {
    expect(asked(new World().open('A'), sample.refund_requested)).toContain('attempt A is offered');
  });
});

describe('rule 17: numbers are numbers', () => {
  const world = new World().open('A');
  const paid = new World().open('A').paid('A');

  test.each([-1, 0.5, Number.NaN, Infinity, Number.MAX_SAFE_INTEGER + 1])(
    'rule 17: no amount is %d',
    (minor) => {
      const captured = { ...sample.payment_captured, amountMinor: minor };
      expect(asked(world, captured)).toContain('is no whole number of minor units from 0 on');
      const amount = { ...money(0, 'CNY'), amountMinor: minor };
      expect(asked(world, { ...sample.attempt_planned, number: 'B', amount })).toContain('amount');
      expect(asked(paid, { ...sample.payment_contradicted, amountMinor: minor })).not.toBeNull();
    },
  );

  test('rule 17: nothing may be captured, and nothing does not go back', () => {
    expect(asked(world, { ...sample.payment_captured, amountMinor: 0 })).toBeNull();
    const none = { amountMinor: 0 };
    for (const type of ['payment_reversed', 'refund_requested', 'refund_held'] as const) {
      expect(asked(paid, { ...sample[type], ...none })).toContain('from 1 on');
    }
    expect(asked(returned(), { ...sample.reversal_named, explainedMinor: 0 })).toContain('from 1');
  });

  test.each([Number.NaN, Infinity])('rule 21: no moment is %d', (ms) => {
    expect(asked(world, { ...sample.query_prompted, atMs: ms })).toContain('atMs');
    expect(asked(world, { ...sample.attempt_answered, askedAtMs: ms })).toContain('no moment');
  });
});

describe('rule 21: evidence of money is never refused for the status of its order', () => {
  const evidence = [
    'payment_captured',
    'second_transaction_found',
    'payment_reversed',
    'payment_returned_unclear',
    'payment_contradicted',
    'dispute_opened',
    'dispute_ended',
    'payment_confirmed',
    'payment_denied',
  ] as const;
  const orders = {
    open: (): World => new World().open('A'),
    closing: (): World => new World().open('A').close(),
    closed: (): World => closedOrder(),
    paid: (): World => twoCodes().paid('B'),
  };

  test.each(Object.entries(orders))('rule 21: not in an order that is %s', (status, make) => {
    const before = fold(make().ledger);
    expect(before?.status).toBe(status);
    expect(refusalOfFact(before, sample.payment_captured)).toBeNull();
    const after = evolve(before, sample.payment_captured);
    for (const type of evidence.slice(1)) expect(refusalOfFact(after, sample[type])).toBeNull();
  });

  test('rule 21: a fold takes what the ledger holds, nonsense and all', () => {
    const odd = [sample.order_created, sample.order_closed, sample.refund_succeeded];
    expect(fold(odd)?.status).toBe('closed');
  });
});
