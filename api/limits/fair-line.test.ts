import { expect, test } from 'vitest';
import { type FairLine, openFairLine } from './fair-line.ts';

const anybody = (): boolean => true;

function lineOf(...waiters: readonly (readonly [whose: string, waiter: number])[]) {
  const line = openFairLine<number>();
  for (const [whose, waiter] of waiters) line.join(whose, waiter);
  return line;
}

function emptied(line: FairLine<number>): number[] {
  const served: number[] = [];
  for (let one = line.next(anybody); one !== null; one = line.next(anybody)) served.push(one);
  return served;
}

test('of each the first is served, and then somebody else’s', () => {
  const line = lineOf(['a', 1], ['a', 2], ['a', 3], ['b', 10], ['c', 20], ['b', 11]);
  expect(emptied(line)).toEqual([1, 10, 20, 2, 11, 3]);
  expect(line.waiting()).toBe(0);
});

test('who may have nothing now, and what is not ready, is passed over and keeps its turn', () => {
  const line = lineOf(['a', 1], ['a', 2], ['b', 10]);
  expect(line.next((whose) => whose !== 'a')).toBe(10);
  expect(line.next(anybody, (waiter) => waiter === 2)).toBe(2);
  expect(line.next(anybody, () => false)).toBeNull();
  expect(emptied(line)).toEqual([1]);
});

test('whoever has most gives way with its newest; nobody does where that would be no fairer', () => {
  const line = lineOf(['a', 1], ['a', 2], ['a', 3], ['b', 10]);
  expect(line.giveWay('a')).toBeNull();
  expect(line.giveWay('b'), 'b would have two then, and a two').toBe(3);
  expect(line.giveWay('b')).toBeNull();
  expect(line.giveWay('c')).toBe(2);
  expect(line.giveWay('c'), 'all have one').toBeNull();
  expect(line.waiting('a')).toBe(1);
});

test('who left is not served', () => {
  const line = lineOf(['a', 1], ['b', 10]);
  line.leave('a', 1);
  line.leave('a', 1);
  expect(emptied(line)).toEqual([10]);
});
