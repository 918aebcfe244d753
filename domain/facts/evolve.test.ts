import { describe, expect, test } from 'vitest';
import { evolve, fold, resume } from './evolve.ts';
import { fromRecord, toRecord } from './fact-record.ts';
import { isRecorded, type RecordedFact } from './fact.ts';
import { InvariantViolation } from '../invariant.ts';
import type { OrderState } from '../order/order.ts';
import { cardTraits, minuteMs, secondMs } from '../testing/channel-kinds.ts';
import { factSamples } from '../testing/fact-samples.ts';
import { lost, no, success, World } from '../testing/world.ts';

const tookOver = { type: 'attempt_taken_over', number: 'A' };
const everyFact: readonly RecordedFact[] = Object.values(factSamples);
const base = [
  factSamples.order_created,
  factSamples.attempt_planned,
  factSamples.payment_captured,
  factSamples.late_payment_found,
  factSamples.refund_requested,
];

/** What JSON would lose or change, by path. */
function losses(value: unknown, path = '$'): string[] {
  if (value === undefined || typeof value === 'function') return [path];
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [path];
  if (value === null || typeof value !== 'object') return [];
  const isPlain = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
  if (!isPlain) return [path];
  return Object.entries(value).flatMap(([key, one]) => losses(one, `${path}.${key}`));
}

describe('facts and state are JSON', () => {
  test.each(everyFact.map((fact) => [fact.type, fact] as const))(
    'one-writer: %s survives the ledger, and so does the state it makes',
    (_, fact) => {
      expect(losses(fact)).toEqual([]);
      const stored: unknown = JSON.parse(JSON.stringify(toRecord(fact)));
      expect(stored).toEqual(toRecord(fact));
      expect(fromRecord({ v: 1, fact: JSON.parse(JSON.stringify(fact)) as unknown })).toEqual(fact);
      expect(isRecorded(fact)).toBe(true);
      const state = evolve(fold(base), fact);
      expect(losses(state)).toEqual([]);
      expect(JSON.parse(JSON.stringify(state))).toEqual(state);
    },
  );

  test('one-writer: what a run merely learned is never stored', () => {
    const world = new World().open('A');
    const before = world.ledger.length;
    world
      .advance(3 * secondMs)
      .says('A', 'unpaid')
      .queried('A', lost);
    world.give({ type: 'hint', channelNumber: 'A' });
    expect(world.ledger).toHaveLength(before);
  });

  test('a state is never mutated', () => {
    const frozen = deepFreeze(fold(base));
    for (const fact of everyFact) expect(() => evolve(frozen, fact)).not.toThrow();
  });
});

function deepFreeze<T>(value: T): T {
  if (value !== null && typeof value === 'object' && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const one of Object.values(value)) deepFreeze<unknown>(one);
  }
  return value;
}

describe('fold and resume', () => {
  test('rule 12: the ledger alone makes the order, its terms among it', () => {
    const world = new World({ latePayment: 'ask', maxAttempts: 7 }).open('A').paid('A');
    const folded = fold(world.ledger);
    expect(folded?.policy).toMatchObject({ latePayment: 'ask', maxAttempts: 7 });
    expect(folded).toMatchObject({ status: 'paid', winner: 'A' });
    expect(folded?.attempts[0]?.traits).toEqual(world.attempt('A').traits);
  });

  test('the first fact of an order is its creation; without facts there is none', () => {
    expect(fold([])).toBeNull();
    expect(() => fold([factSamples.order_closed])).toThrow(InvariantViolation);
  });

  test('one-writer: a create in the ledger may have gone out: a new run asks before it repeats', () => {
    const world = new World().pay('A').restart();
    expect(world.attempt('A').create).toBe('unknown');
    expect(world.due).toEqual(['query A']);
    world.says('A', 'not_known');
    expect(world.ledger.at(-1)).toEqual({ ...tookOver, atMs: world.nowMs });
    expect(world.due).toEqual(['create A']);
  });

  test('one-writer: a create without a query is repeated with its key', () => {
    const world = new World().pay('A', { traits: cardTraits }).restart();
    expect(world.due).toEqual([]);
    world.give({ type: 'clock' });
    expect(world.ledger.at(-1)).toEqual({ ...tookOver, atMs: world.nowMs });
    expect(world.due).toEqual(['create A']);
  });

  test('one-writer: a capture in the ledger may have gone out; a new run says so before it repeats it', () => {
    const world = new World().open('A', { traits: cardTraits }).says('A', 'approved').restart();
    expect(world.due).not.toContain('capture A');
    world.give({ type: 'clock' });
    expect(world.ledger.at(-1)).toEqual({ ...tookOver, atMs: world.nowMs });
    expect(world.due).toContain('capture A');
  });

  test('one-writer: a run takes over once, and repeats as often as it must', () => {
    const world = new World().open('A', { traits: cardTraits }).says('A', 'approved').restart();
    world.give({ type: 'clock' }).captured('A', lost).advance(minuteMs);
    expect(world.due).toContain('capture A');
    expect(world.ledger.filter((fact) => fact.type === 'attempt_taken_over')).toHaveLength(1);
  });

  test('one-writer: the run that planned a call takes nothing over', () => {
    const world = new World().pay('A').created('A', lost).says('A', 'not_known').advance(minuteMs);
    expect(world.due).toContain('create A');
    const card = new World().open('A', { traits: cardTraits }).says('A', 'approved');
    card.captured('A', lost).advance(minuteMs);
    expect(card.due).toContain('capture A');
    const facts = [...world.ledger, ...card.ledger];
    expect(facts.some((fact) => fact.type === 'attempt_taken_over')).toBe(false);
  });

  test('no-guess: a refusal heard by a run before is no word on the create repeated since', () => {
    const world = new World().pay('A');
    const askedAtMs = world.nowMs;
    world.nowMs += 1;
    world.restart().says('A', 'not_known');
    world.restart().created('A', no, askedAtMs);
    expect(world.said).toEqual([]);
    expect(world.attempt('A')).toMatchObject({ create: 'unknown', final: false });
  });

  test('no-guess: nor is it one on the capture repeated since', () => {
    const world = new World().open('A', { traits: cardTraits }).says('A', 'approved');
    const askedAtMs = world.nowMs;
    world.nowMs += 1;
    world.restart().give({ type: 'clock' });
    world.restart().captured('A', no, askedAtMs);
    expect(world.attempt('A').capture?.state).toBe('unknown');
    world.captured('A', success('T-A'), askedAtMs);
    expect(world.state).toMatchObject({ status: 'paid', winner: 'A' });
  });

  test('one-writer: a new run that is refused does not take the refusal for proof', () => {
    const world = new World().pay('A', { traits: cardTraits }).restart().give({ type: 'clock' });
    world.created('A', { kind: 'refused', code: 'expired' });
    expect(world.attempt('A')).toMatchObject({ create: 'abandoned', final: false });
  });

  test('one-writer: the facts of create, close, capture and refund come before their calls', () => {
    const world = new World();
    expect(world.owed).toEqual([]);
    world.pay('A');
    expect(world.ledger.at(-1)?.type).toBe('attempt_planned');
    world.offered('A').close();
    expect(world.ledger.slice(-2).map((fact) => fact.type)).toEqual([
      'order_closing',
      'attempt_withdrawn',
    ]);
    expect(world.due).toEqual(['close A']);
  });

  test('resume changes nothing that is settled', () => {
    const state: OrderState = new World().open('A').paid('A').state;
    expect(resume(state)).toEqual(state);
  });
});
