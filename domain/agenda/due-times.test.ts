import { expect, test } from 'vitest';
import { agenda, nextDueAtMs } from './agenda.ts';
import type { ChannelTraits } from '../order/traits.ts';
import {
  dayMs,
  hourMs,
  minuteMs,
  scanTraits,
  secondMs,
  traitsWith,
  voucherTraits,
} from '../testing/channel-kinds.ts';
import { lost, startMs, World } from '../testing/world.ts';

/** Answers every poll "unpaid" and every close as done, and notes when queries were due. */
function pollTimes(world: World, number: string, untilMs: number): number[] {
  const times: number[] = [];
  for (let calls = 0; calls < 999; calls += 1) {
    const dueAtMs = nextDueAtMs(world.state);
    if (dueAtMs === null || dueAtMs > startMs + untilMs) break;
    world.advance(Math.max(0, dueAtMs - world.nowMs));
    if (world.due.includes(`close ${number}`)) world.closeAnswered(number);
    if (!world.due.includes(`query ${number}`)) continue;
    times.push(world.nowMs - startMs);
    world.says(number, 'unpaid');
  }
  return times;
}

function longOrder(traits: ChannelTraits): World {
  const policy = { attemptLifeMs: 6 * hourMs, offerUnrefundable: true };
  return new World(policy, startMs + 10 * dayMs).open('A', { traits });
}

test('rule 3: 3 s after launch, then 10 s, 30 s, 3 min, 10 min, 30 min, then every 30 min', () => {
  const world = longOrder(traitsWith({ longestValidityMs: 3 * hourMs, closable: false }));
  expect(pollTimes(world, 'A', 2 * hourMs)).toEqual([
    3 * secondMs,
    10 * secondMs,
    30 * secondMs,
    3 * minuteMs,
    10 * minuteMs,
    30 * minuteMs,
    60 * minuteMs,
    90 * minuteMs,
    120 * minuteMs,
  ]);
});

test('rule 3: hourly where validity is days', () => {
  const world = longOrder(traitsWith({ ...voucherTraits, shortestValidityMs: 3 * dayMs }));
  expect(pollTimes(world, 'A', 4 * hourMs)).toEqual([
    3 * secondMs,
    10 * secondMs,
    30 * secondMs,
    3 * minuteMs,
    10 * minuteMs,
    30 * minuteMs,
    hourMs,
    2 * hourMs,
    3 * hourMs,
    4 * hourMs,
  ]);
});

test('rule 3: once more at the deadline', () => {
  const policy = { attemptLifeMs: 3 * hourMs };
  const traits = traitsWith({
    closable: false,
    shortestValidityMs: 3 * hourMs,
    longestValidityMs: 3 * hourMs,
  });
  const world = new World(policy, startMs + 70 * minuteMs).open('A', { traits });
  expect(pollTimes(world, 'A', 2 * hourMs)).toContain(70 * minuteMs);
});

test('rule 3: once more at expiry, and at expiry plus margin; then it ends', () => {
  const world = new World().open('A', { traits: { ...scanTraits, closable: false } });
  const times = pollTimes(world, 'A', dayMs);
  expect(times).toContain(30 * minuteMs);
  expect(times.at(-1)).toBe(35 * minuteMs);
  expect(world.attempt('A').final).toBe(true);
  expect(world.owed).toEqual([]);
});

test('rule 3: the margin covers slow settlement of days', () => {
  const world = longOrder(traitsWith({ ...voucherTraits, shortestValidityMs: 3 * dayMs }));
  const times = pollTimes(world, 'A', 9 * dayMs);
  expect(world.attempt('A').final).toBe(true);
  expect(times.at(-1)).toBe(world.attempt('A').expiresAtMs + 4 * dayMs - startMs);
  expect(times.length).toBeLessThan(200);
});

test('rule 3: only success or final ends it', () => {
  for (const kind of ['unpaid', 'processing', 'not_known'] as const) {
    const world = new World().open('A', { traits: scanTraits }).advance(3 * secondMs);
    expect(world.says('A', kind).owed).toEqual(['query A']);
  }
  expect(new World().open('A').says('A', 'closed').owed).toEqual([]);
  expect(new World().open('A').paid('A').owed).toEqual([]);
});

test('rule 3: poll times are absolute: a restart starts nothing over', () => {
  const world = new World()
    .open('A')
    .advance(3 * secondMs)
    .says('A', 'unpaid');
  world
    .advance(7 * secondMs)
    .says('A', 'unpaid')
    .advance(secondMs)
    .restart()
    .says('A', 'unpaid');
  const next = agenda(world.state).find((task) => task.kind === 'query');
  expect(next?.dueAtMs).toBe(startMs + 30 * secondMs);
});

test('rule 3: an unanswered query is repeated at growing intervals, until it is parked', () => {
  const world = new World().open('A', { traits: traitsWith({ closable: false }) });
  world.advance(35 * minuteMs).queried('A', lost);
  const waits: number[] = [];
  for (let tries = 0; tries < 5; tries += 1) {
    const next = agenda(world.state).find((task) => task.kind === 'query');
    waits.push((next?.dueAtMs ?? 0) - world.nowMs);
    world.advance(waits.at(-1) ?? 0).queried('A', lost);
  }
  expect(waits).toEqual([1, 3, 10, 30, 60].map((s) => s * secondMs));
  world.advance(2 * dayMs);
  expect(world.attempt('A').parked).toBe(true);
  expect(world.owed).toEqual([]);
});

test('rule 2: without our number as lookup nothing is asked before the channel told its own', () => {
  const traits = traitsWith({ lookup: 'channel_reference' });
  const world = new World().pay('A', { traits });
  expect(world.owed).toEqual(['create A']);
  world.offered('A', 'ref-A');
  expect(world.owed).toEqual(['query A']);
});

test("rule 1: closable or not: what can't be closed is only asked", () => {
  expect(new World().open('A').close().due).toEqual(['close A']);
  const traits = traitsWith({ closable: false });
  expect(new World().open('A', { traits }).close().due).toEqual(['query A']);
});

test('rule 6: voidable or not: an approval is given back, or only watched', () => {
  const voidable = traitsWith({ twoPhase: true, voidable: true });
  expect(new World().open('A', { traits: voidable }).close().says('A', 'approved').due).toEqual([
    'void A',
  ]);
  const stuck = traitsWith({ twoPhase: true, closable: true });
  const world = new World().open('A', { traits: stuck }).close().says('A', 'approved');
  expect(world.owed).toEqual(['query A']);
});

test('quiet-end: where nothing can ever be asked, a person is told', () => {
  const traits = traitsWith({ lookup: 'channel_reference', idempotencyLifeMs: minuteMs });
  const world = new World()
    .pay('A', { traits })
    .created('A', lost)
    .advance(3 * dayMs);
  expect(world.attempt('A').parked).toBe(true);
  expect(world.state.status).toBe('closed');
  expect(agenda(world.state)).toEqual([]);
});
