import { nothingHeld } from '../held/held.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { agenda, nextDueAtMs } from '../agenda/agenda.ts';
import { isWatched, keptMinor } from '../order/attempt.ts';
import { decide } from './decide.ts';
import { evolve, fold, resume } from '../facts/evolve.ts';
import type { RecordedFact } from '../facts/fact.ts';
import type { OrderState } from '../order/order.ts';
import { isRefundUnderWay } from '../order/refund.ts';
import { minuteMs } from '../testing/channel-kinds.ts';
import { answerNext } from '../testing/honest-channel.ts';
import { begin, type Step, take } from '../testing/random-inputs.ts';
import { success, World } from '../testing/world.ts';
import { isCaptureInDoubt } from '../agenda/due-times.ts';

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({ what: fc.nat(999), which: fc.nat(7), how: fc.nat(14) }),
  { minLength: 5, maxLength: 40, size: 'max' },
);
const runs = { numRuns: 150 };

/** Walks the ledger and gives each fact with the state before and after it. */
function walk(
  ledger: readonly RecordedFact[],
  look: (fact: RecordedFact, before: OrderState, after: OrderState) => void,
): void {
  let before: OrderState | null = null;
  for (const fact of ledger) {
    const after = evolve(before, fact);
    if (before !== null) look(fact, before, after);
    before = after;
  }
}

function told(story: readonly Step[], policy = {}): World {
  const world = new World({ offerUnrefundable: true, ...policy });
  begin(world, story[0]?.how ?? 0);
  for (const step of story) take(world, step);
  return world;
}

/** Refunds asked and not finally failed, without `except`, plus reversals. */
function committedMinor(order: OrderState, attempt: string, except: string): number {
  const asked = order.refunds
    .filter((one) => one.attempt === attempt && one.number !== except && one.status !== 'failed')
    .reduce((sum, one) => sum + one.amountMinor, 0);
  return asked + (order.attempts.find((one) => one.number === attempt)?.reversedMinor ?? 0);
}

describe('random stories', () => {
  test('one-winner: once set it never changes; paid-stays-paid', () => {
    const check = (story: readonly Step[], policy = {}) => {
      walk(told(story, policy).ledger, (_, before, after) => {
        if (before.winner !== null) expect(after.winner).toBe(before.winner);
        if (before.status === 'paid') expect(after.status).toBe('paid');
        expect(after.attempts.filter((one) => one.role === 'winner').length).toBeLessThan(2);
      });
    };
    fc.assert(
      fc.property(steps, (story) => {
        check(story);
        check(story, { latePayment: 'ask' });
      }),
      runs,
    );
  });

  test('no-over-refund: no refund is asked beyond what was captured; winner-safe', () => {
    fc.assert(
      fc.property(steps, (story) => {
        walk(told(story, { latePayment: 'ask' }).ledger, (fact, before, after) => {
          if (fact.type === 'order_paid') {
            expect(before.refunds.filter((one) => one.attempt === fact.number)).toEqual([]);
          }
          if (fact.type !== 'refund_requested' && fact.type !== 'refund_released') return;
          const refund = after.refunds.find((one) => one.number === fact.number);
          const attempt = after.attempts.find((one) => one.number === refund?.attempt);
          expect(fact.amountMinor).toBeGreaterThan(0);
          const committed = committedMinor(before, attempt?.number ?? '', fact.number);
          expect(committed + fact.amountMinor).toBeLessThanOrEqual(attempt?.capturedMinor ?? 0);
          if (refund?.kind === 'compensation') expect(refund.attempt).not.toBe(after.winner);
          else expect(refund?.attempt).toBe(after.winner);
        });
      }),
      runs,
    );
  });

  test('one-charge: no capture is asked beside a winner, an unknown capture or captured money', () => {
    fc.assert(
      fc.property(steps, (story) => {
        walk(told(story).ledger, (fact, before) => {
          if (fact.type !== 'capture_requested') return;
          expect(before.winner).toBeNull();
          expect(before.status).toBe('open');
          for (const one of before.attempts.filter((other) => other.number !== fact.number)) {
            expect(isCaptureInDoubt(one)).toBe(false);
            if (one.traits.twoPhase) expect(keptMinor(one)).toBeLessThanOrEqual(0);
          }
        });
      }),
      runs,
    );
  });

  test('nothing-lost: a new run owes everything that could still move money', () => {
    fc.assert(
      fc.property(steps, (story) => {
        const world = told(story, { latePayment: 'ask' });
        const { state } = world;
        const folded = fold(world.ledger);
        expect(lasting(folded)).toEqual(lasting(state));
        const resumed = world.restart().state;
        expect(resumed).toEqual(resume(folded ?? state));
        const tasks = agenda(resumed);
        for (const one of state.attempts.filter(isWatched)) {
          expect(tasks).not.toEqual([]);
          const again = resumed.attempts.find((other) => other.number === one.number);
          expect(again && isCaptureInDoubt(again)).toBe(isCaptureInDoubt(one));
        }
        for (const one of state.refunds.filter(isRefundUnderWay)) {
          expect(
            tasks.some((task) => 'refundNumber' in task && task.refundNumber === one.number),
          ).toBe(true);
        }
        if (nextDueAtMs(state) !== null) expect(nextDueAtMs(resumed)).not.toBeNull();
      }),
      runs,
    );
  });

  test('quiet-end: from wherever a story leads, time and channels lead to quiescence', () => {
    fc.assert(
      fc.property(steps, (story) => {
        const world = told(story);
        world.hold = null;
        for (let calls = 0; nextDueAtMs(world.state) !== null; calls += 1) {
          expect(calls, JSON.stringify(agenda(world.state)[0])).toBeLessThan(2_000);
          answerNext(world);
        }
        expect(['paid', 'closed']).toContain(world.state.status);
        expect(world.state.pendingPays).toEqual([]);
        for (const one of world.state.attempts) expect(one.final || one.parked).toBe(true);
        for (const one of world.state.refunds) expect(isRefundUnderWay(one)).toBe(false);
        for (const one of world.state.attempts) {
          if (keptMinor(one) > 0 && one.number !== world.state.winner) {
            const waits = world.state.refunds.some(
              (refund) => refund.attempt === one.number && refund.status !== 'succeeded',
            );
            expect(waits || one.compensationEnded).toBe(true);
          }
        }
      }),
      { numRuns: 80 },
    );
  }, 60_000);
});

/** The state without what a run may forget. */
function lasting(state: OrderState | null): unknown {
  if (state === null) return null;
  const doubt = ['requested', 'unknown', 'pending'];
  return {
    ...state,
    answers: null,
    attempts: state.attempts.map((one) => ({
      ...one,
      memory: null,
      create: one.create === 'planned' ? 'unknown' : one.create,
      capture: one.capture && doubt.includes(one.capture.state) ? 'in doubt' : one.capture,
    })),
    refunds: state.refunds.map((one) => ({ ...one, memory: null })),
  };
}

test('the same state, input and clock decide the same, and change nothing by themselves', () => {
  const { state, nowMs } = new World().open('A').advance(minuteMs);
  const before = JSON.stringify(state);
  const input = { type: 'queried', number: 'A', askedAtMs: nowMs, answer: success('T') } as const;
  const once = decide(state, input, { nowMs, holds: {}, held: nothingHeld });
  expect(decide(state, input, { nowMs, holds: {}, held: nothingHeld })).toEqual(once);
  expect(JSON.stringify(state)).toBe(before);
});

test('rule 19: the same answer to a task a second time changes nothing', () => {
  const world = new World().open('A').paid('A');
  const recorded = world.ledger.length;
  world.offered('A').paid('A').closeAnswered('A').captured('A');
  expect(world.ledger).toHaveLength(recorded);
});
