import { describe, expect, test } from 'vitest';
import { runLoad } from './load.ts';
import { killAt, type ProcessFault } from './process-faults.ts';
import { ciSize, scheduleOf } from './schedule.ts';

const { stories } = scheduleOf(1, { ...ciSize, orders: 20 });
const fault: ProcessFault = killAt('append-before');

describe('the load', () => {
  test('plays every story, and no more at once than it is told', async () => {
    const played: string[] = [];
    let underWay = 0;
    let most = 0;
    await runLoad({
      stories,
      strikes: [],
      atOnce: 3,
      play: async ({ id }) => {
        underWay += 1;
        most = Math.max(most, underWay);
        await Promise.resolve();
        underWay -= 1;
        played.push(id);
      },
      strike: () => Promise.resolve(),
    });
    expect(played.sort()).toEqual(stories.map(({ id }) => id).sort());
    expect(most).toBe(3);
  });

  test('strikes once so many orders have begun, one strike after the other', async () => {
    const began: number[] = [];
    let begun = 0;
    await runLoad({
      stories,
      strikes: [2, 2, 15].map((afterOrders) => ({ afterOrders, fault })),
      atOnce: 1,
      play: async () => {
        begun += 1;
        await new Promise((resolve) => setImmediate(resolve));
      },
      strike: ({ afterOrders }) => {
        began.push(afterOrders);
        expect(begun).toBeGreaterThanOrEqual(afterOrders - 1);
        return Promise.resolve();
      },
    });
    expect(began).toEqual([2, 2, 15]);
  });

  test('a story that fails is told, and holds up no other', async () => {
    const troubles = await runLoad({
      stories,
      strikes: [],
      atOnce: 2,
      play: ({ id }) =>
        id === stories[0]?.id ? Promise.reject(new Error('never answered')) : Promise.resolve(),
      strike: () => Promise.resolve(),
    });
    expect(troubles).toEqual([`${stories[0]?.id ?? ''}: Error: never answered`]);
  });
});
