import { expect, test } from 'vitest';
import { runLife } from './run-life.ts';

const limits = { startToCloseMs: 20_000, longestGapMs: 2_000 };

test('a run that beats may send for half of its life: the other half is the call’s', () => {
  const life = runLife(limits, 0);
  for (let nowMs = 1_000; nowMs <= 10_000; nowMs += 1_000) {
    life.beat(nowMs);
    expect(life.isOver(nowMs)).toBe(false);
  }
  life.beat(10_001);
  expect(life.isOver(10_001)).toBe(true);
});

test('a process that stood still too long to beat sends nothing more, though it beats again', () => {
  const life = runLife(limits, 0);
  life.beat(1_000);
  expect(life.isOver(3_000)).toBe(false);
  expect(life.isOver(3_001)).toBe(true);
  life.beat(3_001);
  life.beat(4_000);
  expect(life.isOver(4_000)).toBe(true);
});

test('without a heartbeat asked for, silence says nothing', () => {
  const life = runLife({ ...limits, longestGapMs: null }, 0);
  expect(life.isOver(10_000)).toBe(false);
});
