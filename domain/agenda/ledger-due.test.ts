import { describe, expect, test } from 'vitest';
import { nextDueAtMs } from './agenda.ts';
import { fold } from '../facts/evolve.ts';
import { earlierMs, ledgerDueAtMs } from './ledger-due.ts';
import { hourMs, minuteMs, secondMs } from '../testing/channel-kinds.ts';
import { lost, World } from '../testing/world.ts';

function dueOf(world: World): number | null {
  const state = fold(world.ledger);
  return state === null ? null : ledgerDueAtMs(state, world.nowMs);
}

describe('quiet-end: when an order is looked at again by what its ledger knows', () => {
  test('a code nobody paid yet is polled by the schedule, counted from the append', () => {
    const world = new World().open('A').advance(secondMs);
    const { plannedAtMs } = world.attempt('A');
    expect(dueOf(world)).toBe(plannedAtMs + 3 * secondMs);
    world.nowMs = plannedAtMs + 20 * secondMs;
    expect(dueOf(world)).toBe(plannedAtMs + 30 * secondMs);
  });

  test('what its run may have asked without an answer is looked at after the longest pause', () => {
    const world = new World().open('A').paid('A').refund('r1', 500).refunded('AR1', lost);
    const due = dueOf(world) ?? Infinity;
    const longest = world.state.policy.retriesMs.at(-1) ?? 0;
    expect(due).toBeLessThanOrEqual(world.nowMs + longest);
    expect(due).toBeGreaterThan(world.nowMs);
  });

  test('a moment of the clock stays that moment, and one that passed is now', () => {
    const world = new World();
    expect(dueOf(world)).toBe(world.state.deadlineMs);
    world.nowMs = world.state.deadlineMs + hourMs;
    expect(dueOf(world)).toBe(world.nowMs);
  });

  test('nothing is due where the facts owe nothing, whatever a run believes', () => {
    const world = new World().open('A').paid('A').advance(minuteMs);
    expect(nextDueAtMs(world.state)).toBeNull();
    expect(dueOf(world)).toBeNull();
  });
});

test('the earlier of two looks counts, and one that is asked for counts before none', () => {
  expect([earlierMs(1, 2), earlierMs(2, 1), earlierMs(null, 3), earlierMs(3, null)]).toEqual([
    1, 1, 3, 3,
  ]);
  expect(earlierMs(null, null)).toBeNull();
});
