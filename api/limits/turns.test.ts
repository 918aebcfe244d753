import { expect, test } from 'vitest';
import { openTurns } from './turns.ts';

const longMs = 60_000;

test('nobody has all places, and whoever waits has a turn before another has a second', async () => {
  const turns = openTurns({ all: 3, ofOne: 2 });
  const [loud, quiet] = [turns.of('loud'), turns.of('quiet')];
  const story: string[] = [];
  const first = await loud.take(longMs);
  const second = await loud.take(longMs);
  expect(await loud.take(0), 'a third for one caller').toBeNull();
  const third = await quiet.take(longMs);
  const ask = async (name: string): Promise<void> => {
    const giveBack = await turns.of(name).take(longMs);
    story.push(name);
    giveBack?.();
  };
  const all = ['loud', 'loud', 'quiet', 'loud', 'other'].map(ask);
  expect(loud.waiting()).toBe(3);
  first?.();
  await Promise.all(all);
  expect(story).toEqual(['loud', 'quiet', 'other', 'loud', 'loud']);
  second?.();
  third?.();
  expect(turns.callers(), 'nobody is remembered').toBe(0);
});

test('a place that is given back twice is free once', async () => {
  const turns = openTurns({ all: 1, ofOne: 1 });
  const first = await turns.of('a').take(longMs);
  first?.();
  const second = await turns.of('a').take(longMs);
  first?.();
  expect(await turns.of('b').take(0)).toBeNull();
  second?.();
});

test('who waited too long has no turn, and takes none from the next', async () => {
  const turns = openTurns({ all: 1, ofOne: 1 });
  const first = await turns.of('a').take(longMs);
  expect(await turns.of('b').take(0)).toBeNull();
  expect(turns.of('b').waiting()).toBe(0);
  first?.();
  expect(await turns.of('c').take(0)).not.toBeNull();
});
