import { describe, expect, test } from 'vitest';
import { channelFaults, toldByCallbackAlone } from './channel-faults.ts';
import { components, faultPoints } from './process-faults.ts';
import { ciSize, countFaults, fullSize, killsOf, scheduleOf } from './schedule.ts';

const ci = scheduleOf(7, ciSize);
const full = scheduleOf(7, fullSize);

describe('the schedule of the kill suite', () => {
  test('is the same for the same seed, and another for another', () => {
    expect(scheduleOf(7, ciSize)).toEqual(ci);
    expect(scheduleOf(8, ciSize)).not.toEqual(ci);
  });

  test('has at least 300 orders and 20 kills, or 1,000 and 100', () => {
    expect(ci.stories.length).toBeGreaterThanOrEqual(300);
    expect(killsOf(ci)).toBeGreaterThanOrEqual(20);
    expect(full.stories.length).toBeGreaterThanOrEqual(1_000);
    expect(killsOf(full)).toBeGreaterThanOrEqual(100);
  });

  test('lets half of the orders be paid by two channels, others late, refunded, abandoned', () => {
    const count = (kind: string): number => ci.stories.filter((one) => one.kind === kind).length;
    const paidTwice = ci.stories.filter((one) => new Set(one.pays).size === 2);
    expect(paidTwice.length).toBeGreaterThanOrEqual(150);
    for (const kind of ['one channel', 'refunds', 'late', 'abandoned']) {
      expect(count(kind)).toBeGreaterThan(25);
    }
    expect(ci.stories.some((one) => one.refunds.length > 1)).toBe(true);
  });

  test('kills, stops and cuts every component, and kills at every point of the source', () => {
    const counts = countFaults(ci.strikes.map(({ fault }) => fault));
    for (const component of components) {
      expect(counts[component]).toMatchObject({ kill: 2, stop: 1, cut: 1 });
    }
    const points = ci.strikes.map(({ fault }) => (fault.kind === 'kill_at' ? fault.point : null));
    for (const point of faultPoints) expect(points).toContain(point);
  });

  test('plans every fault of every channel in a full run', () => {
    const planned = full.stories.flatMap((one) => one.faults);
    const lacking = channelFaults.filter(
      (cell) =>
        !planned.some(
          (one) =>
            one.channel === cell.channel &&
            one.operation === cell.operation &&
            one.kind === cell.kind,
        ),
    );
    expect(lacking).toEqual([]);
  });

  test('strikes in the order of its moments, while orders still come', () => {
    const moments = ci.strikes.map((one) => one.afterOrders);
    expect(moments).toEqual([...moments].sort((a, b) => a - b));
    expect(moments.every((one) => one > 0 && one < ci.stories.length)).toBe(true);
  });

  test('never loses the callback of what a callback alone can tell', () => {
    for (const { faults } of full.stories) {
      const kinds = faults.map(({ kind }) => kind);
      if (!kinds.includes('callback_lost')) continue;
      expect(kinds.filter((kind) => toldByCallbackAlone.has(kind))).toEqual([]);
    }
  });

  test('names each order once, and none is part of another', () => {
    const ids = full.stories.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(ids.map((id) => id.length)).size).toBe(1);
  });
});
