import { expect, test } from 'vitest';
import { overloaded } from '../problems/overloaded.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { type KeyFrom, openKeyLine } from './key-line.ts';

const proxy: KeyFrom = { name: '192.0.2.1', isOverLimit: false };
const office: KeyFrom = { name: '192.0.2.2', isOverLimit: false };
const flood = (from: number): KeyFrom => ({ name: `198.51.100.${from}`, isOverLimit: true });

/** Something that is asked for and answered when the test says so. */
function slowLedger() {
  const answers: (() => void)[] = [];
  const underWay = { now: 0, most: 0 };
  const ask = async (): Promise<string> => {
    underWay.now += 1;
    underWay.most = Math.max(underWay.most, underWay.now);
    await new Promise<void>((resolve) => answers.push(resolve));
    underWay.now -= 1;
    return 'found';
  };
  const answer = async (): Promise<void> => {
    await expect.poll(() => answers.length).toBeGreaterThan(0);
    answers.shift()?.();
  };
  return { ask, answer, underWay };
}

async function refusalOf(asked: Promise<unknown>): Promise<string> {
  try {
    await asked;
  } catch (error) {
    if (error instanceof ProblemError) return error.code;
    throw error;
  }
  return 'none';
}

test('however many wait, one is asked for at a time, and who failed holds up nobody', async () => {
  const line = openKeyLine();
  const { ask, answer, underWay } = slowLedger();
  const first = line(proxy, ask);
  const failed = refusalOf(line(proxy, () => Promise.reject(overloaded())));
  const others = [line(proxy, ask), line(office, ask)];
  for (let at = 0; at < 3; at += 1) await answer();
  expect(await failed).toBe('overloaded');
  expect(await Promise.all([first, ...others])).toEqual(['found', 'found', 'found']);
  expect(underWay.most).toBe(1);
});

test('who floods it leaves places to others, and more so beyond his limit', async () => {
  const line = openKeyLine({ most: 9, mostOfOne: 2, mostOverLimit: 1, patienceMs: 60_000 });
  const { ask, answer } = slowLedger();
  // One is asked for, and two wait.
  const waiting = [line(proxy, ask), line(proxy, ask), line(proxy, ask)];
  expect(await refusalOf(line(proxy, ask))).toBe('rate_limited');
  waiting.push(line(flood(1), ask));
  expect(await refusalOf(line(flood(1), ask))).toBe('rate_limited');
  waiting.push(line(office, ask));
  for (let at = 0; at < 5; at += 1) await answer();
  expect(await Promise.all(waiting)).toHaveLength(5);
  const again = line(proxy, ask);
  await answer();
  expect(await again).toBe('found');
});

test('where strangers have taken all places, whoever has most gives way to a newcomer', async () => {
  const line = openKeyLine({ most: 4, mostOfOne: 4, mostOverLimit: 2, patienceMs: 60_000 });
  const { ask, answer } = slowLedger();
  const asked = line(flood(1), ask);
  const waiting = [1, 2, 1, 2].map((from) => refusalOf(line(flood(from), ask)));
  const found = refusalOf(line(office, ask));
  // Now all have one or two, and who has one already would be no better off.
  expect(await refusalOf(line(office, ask))).toBe('rate_limited');
  for (let at = 0; at < 5; at += 1) await answer();
  expect(await asked).toBe('found');
  expect(await found).toBe('none');
  expect((await Promise.all(waiting)).toSorted()).toEqual(['none', 'none', 'none', 'rate_limited']);
});

test('addresses take turns, however many keys of one wait', async () => {
  const line = openKeyLine();
  const { ask, answer } = slowLedger();
  const story: string[] = [];
  const asked = [flood(1), flood(1), flood(1), flood(2), flood(2), office].map(async (from) => {
    await line(from, ask);
    story.push(from.name);
  });
  for (let at = 0; at < 6; at += 1) await answer();
  await Promise.all(asked);
  // The first was asked for before anybody waited.
  expect(story.indexOf(office.name)).toBe(3);
});

test('who gave up waiting lets nobody pass that is before him', async () => {
  const line = openKeyLine({ most: 9, mostOfOne: 9, mostOverLimit: 9, patienceMs: 20 });
  const { ask, answer, underWay } = slowLedger();
  const first = line(proxy, ask);
  expect(await refusalOf(line(office, ask))).toBe('overloaded');
  expect(await refusalOf(line(office, ask))).toBe('overloaded');
  await answer();
  expect(await first).toBe('found');
  expect(underWay.most).toBe(1);
});
