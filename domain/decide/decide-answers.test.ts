import { describe, expect, test } from 'vitest';
import { agenda } from '../agenda/agenda.ts';
import type { ChannelTraits } from '../order/traits.ts';
import {
  cardTraits,
  codeTraits,
  dayMs,
  hourMs,
  minuteMs,
  scanTraits,
  secondMs,
  traitsWith,
} from '../testing/channel-kinds.ts';
import { busy, lost, no, startMs, World } from '../testing/world.ts';

function dueMs(world: World, name: string): number | undefined {
  const [kind, number] = name.split(' ');
  return agenda(world.state).find(
    (task) => task.kind === kind && 'number' in task && task.number === number,
  )?.dueAtMs;
}

describe('launch', () => {
  test('rule 2: a time-out means unknown, not failed: it is queried by its payment number', () => {
    const world = new World().pay('A').created('A', lost);
    expect(world.attempt('A')).toMatchObject({
      status: 'opening',
      create: 'unknown',
      final: false,
    });
    expect(world.due).toEqual(['query A']);
  });

  test('rule 2: once the query denies it, create is repeated with the same number', () => {
    const world = new World().pay('A').created('A', lost).says('A', 'not_known');
    expect(dueMs(world, 'create A')).toBe(startMs + secondMs);
    expect(world.state.attempts).toHaveLength(1);
    expect(world.attempt('A').expiresAtMs).toBe(startMs + 30 * minuteMs);
  });

  test('rule 2: create is not repeated before the query has answered', () => {
    const world = new World().pay('A').created('A', lost);
    world.advance(secondMs).queried('A', lost);
    expect(world.owed).toEqual(['query A']);
  });

  test('rule 2: a create that surely was not executed is repeated without a query', () => {
    const world = new World().pay('A').created('A', busy);
    expect(world.attempt('A').create).toBe('planned');
    expect(dueMs(world, 'create A')).toBe(startMs + secondMs);
  });

  test('rule 2: create is repeated a few times only', () => {
    const world = new World().pay('A');
    for (let tries = 0; tries < 6; tries += 1) world.created('A', busy).advance(30 * secondMs);
    expect(world.owed).not.toContain('create A');
    expect(world.owed).toContain('query A');
  });

  test('rule 2: a refused create is final only while no earlier one may stand', () => {
    expect(new World().pay('A').created('A', no).attempt('A')).toMatchObject({
      status: 'failed',
      final: true,
      failure: { code: 'refused' },
    });
    const repeated = new World().pay('A').created('A', lost).says('A', 'not_known');
    repeated.advance(secondMs).created('A', no);
    expect(repeated.attempt('A')).toMatchObject({ create: 'abandoned', final: false });
    expect(repeated.owed).toEqual(['query A']);
  });

  test('rule 2: an abandoned create that was paid after all wins', () => {
    const world = new World().pay('A').created('A', lost).says('A', 'not_known').created('A', no);
    expect(world.paid('A').state.winner).toBe('A');
  });

  test("rule 2: create is not repeated past the life of the channel's idempotency key", () => {
    const traits = traitsWith({ idempotencyLifeMs: 5 * secondMs });
    const world = new World().pay('A', { traits }).created('A', lost).says('A', 'not_known');
    expect(world.owed).toContain('create A');
    world
      .advance(4 * secondMs)
      .created('A', lost)
      .says('A', 'not_known');
    expect(world.owed).toEqual(['query A']);
  });

  test("rule 2: not even by a run that wakes up after the key's life", () => {
    const traits = traitsWith({ idempotencyLifeMs: hourMs, lookup: 'channel_reference' });
    const world = new World({}, startMs + 2 * dayMs).pay('A', { traits }).created('A', lost);
    world.nowMs += 2 * hourMs;
    world.restart().give({ type: 'clock' });
    expect(world.due).not.toContain('create A');
  });

  test('rule 2: nor is create repeated after the expiry it would send', () => {
    const world = new World().pay('A').created('A', lost).says('A', 'not_known');
    world.nowMs += 40 * minuteMs;
    world.restart().give({ type: 'clock' }).says('A', 'not_known');
    expect(world.owed).not.toContain('create A');
  });

  test("rule 2: where only create's answer tells the channel's reference, create repeated is the query", () => {
    const world = new World().pay('A', { traits: cardTraits }).created('A', lost);
    expect(world.owed).toEqual(['create A']);
    world.close();
    expect(world.owed).toEqual(['create A']);
    world.advance(secondMs).offered('A', 'ref-A').says('A', 'unpaid');
    expect(world.due).toEqual(['close A']);
  });

  test('rule 2: a decline the shopper may retry is not final', () => {
    const world = new World().open('A');
    world.queried('A', { kind: 'declined', code: 'insufficient_funds' });
    expect(world.attempt('A')).toMatchObject({ status: 'offered', final: false });
    expect(world.paid('A').state.winner).toBe('A');
  });

  test('rule 2: the answer to a planned create is never needed twice', () => {
    const world = new World().open('A').advance(minuteMs).offered('A');
    expect(world.types).toEqual([]);
    expect(world.attempt('A').acknowledgedAtMs).toBe(startMs);
  });
});

describe('close and denial', () => {
  function atLastWord(traits: ChannelTraits): World {
    return new World({}, startMs + 10 * dayMs).open('A', { traits }).advance(35 * minuteMs);
  }

  test('rule 9: whatever close answers, a query follows', () => {
    for (const answer of [{ kind: 'done' }, no, lost, busy] as const) {
      const world = new World().open('A').close().closeAnswered('A', answer);
      expect(world.attempt('A')).toMatchObject({ final: false, status: 'offered' });
      expect(world.due).toEqual(['query A']);
    }
  });

  test('rule 9: a close that is tried again is followed by a query, not by the next close', () => {
    const world = new World().open('A', { traits: scanTraits }).close();
    world
      .closeAnswered('A')
      .says('A', 'unpaid')
      .advance(3 * secondMs);
    expect(world.due).toEqual(['close A']);
    world.advance(50).closeAnswered('A');
    expect(world.due).toEqual(['query A']);
    world.says('A', 'unpaid');
    expect(world.due).toEqual([]);
    world.give({ type: 'hint', channelNumber: 'A' });
    expect(world.due).toEqual(['query A']);
  });

  test('rule 9: a payment that beats its close wins', () => {
    const world = new World().open('A').close().closeAnswered('A').paid('A');
    expect(world.state).toMatchObject({ winner: 'A', status: 'paid' });
  });

  test('rule 9: "not known" is not "closed"', () => {
    const world = new World().open('A', { traits: scanTraits }).close().closeAnswered('A');
    world.says('A', 'not_known');
    expect(world.attempt('A').final).toBe(false);
    expect(world.owed.length).toBeGreaterThan(0);
  });

  test('no-guess: a channel trusted in it ends an attempt by saying closed', () => {
    const world = new World().open('A').says('A', 'closed');
    expect(world.attempt('A')).toMatchObject({ status: 'closed', final: true });
  });

  test('no-guess: a channel that is not trusted says closed, and is watched on', () => {
    const traits = traitsWith({ closedIsTrusted: false });
    const world = new World().open('A', { traits }).close().closeAnswered('A').says('A', 'closed');
    expect(world.attempt('A').final).toBe(false);
    world.advance(35 * minuteMs).says('A', 'closed');
    expect(world.attempt('A')).toMatchObject({ status: 'closed', final: true });
  });

  test.each(['unpaid', 'closed', 'not_known', 'approved'] as const)(
    'no-guess: "%s" at the last query after expiry plus margin is final',
    (kind) => {
      const world = atLastWord(scanTraits);
      world.says('A', kind);
      expect(world.attempt('A')).toMatchObject({ status: 'closed', final: true });
    },
  );

  test('no-guess: a denial a moment before expiry plus margin is not final', () => {
    const world = new World()
      .open('A')
      .advance(35 * minuteMs - 1)
      .says('A', 'unpaid');
    expect(world.attempt('A').final).toBe(false);
  });

  test('no-guess: an answer that travelled across the last moment was asked too early', () => {
    const world = new World().open('A').advance(35 * minuteMs);
    world.queried('A', { kind: 'unpaid' }, world.nowMs - 1);
    expect(world.attempt('A').final).toBe(false);
    expect(world.closeAnswered('A').due).toContain('query A');
  });

  test('no-guess: "processing" is never the last word, and is asked on', () => {
    const world = atLastWord(scanTraits).closeAnswered('A').says('A', 'processing');
    expect(world.attempt('A').final).toBe(false);
    world.advance(30 * minuteMs);
    expect(world.closeAnswered('A').due).toContain('query A');
    expect(world.paid('A').state.winner).toBe('A');
  });

  test('no-guess: a success on a final attempt is obeyed', () => {
    const world = new World().open('A').says('A', 'closed').paid('A');
    expect(world.state.winner).toBe('A');
  });

  test('rule 16: "not known" after an acknowledged create is an alarm, never final', () => {
    const world = new World().open('A').says('A', 'not_known');
    expect(world.types).toEqual(['poll_answered', 'alert_raised']);
    expect(world.state.alerts).toMatchObject([{ kind: 'unknown', number: 'A' }]);
    world.advance(secondMs).says('A', 'not_known');
    expect(world.state.alerts).toHaveLength(1);
    world.advance(35 * minuteMs).says('A', 'not_known');
    expect(world.attempt('A')).toMatchObject({ final: false, parked: true });
  });

  test('rule 16: a channel that knows a payment only from the scan on raises no alarm', () => {
    const world = new World().open('A', { traits: scanTraits }).says('A', 'not_known');
    expect(world.state.alerts).toEqual([]);
  });

  test('rule 16: a create without acknowledgement that the channel denies raises no alarm', () => {
    const world = new World()
      .pay('A')
      .created('A', lost)
      .advance(35 * minuteMs);
    world.says('A', 'not_known');
    expect(world.attempt('A')).toMatchObject({ final: true, status: 'failed' });
    expect(world.state.alerts).toEqual([]);
  });

  test('rule 3: no answer even at the last query: parked, with an alert', () => {
    const world = new World().open('A', { traits: codeTraits }).advance(35 * minuteMs);
    world.queried('A', lost).advance(dayMs);
    expect(world.attempt('A')).toMatchObject({ parked: true, final: false });
    expect(world.state.alerts).toMatchObject([{ id: 'parked:A', kind: 'parked' }]);
    expect(world.owed).toEqual([]);
  });

  test('rule 3: a parked attempt that turns out paid is paid', () => {
    const world = new World().open('A').advance(2 * dayMs);
    expect(world.attempt('A').parked).toBe(true);
    world.paid('A');
    expect(world.attempt('A')).toMatchObject({ parked: false, status: 'succeeded', role: 'late' });
  });
});
