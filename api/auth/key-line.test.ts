import { expect, test } from 'vitest';
import type { Caller } from '../limits/caller.ts';
import { overloaded } from '../problems/overloaded.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { openKeyLine } from './key-line.ts';

const proxy: Caller = { kind: 'address', name: '192.0.2.1' };
const office: Caller = { kind: 'address', name: '192.0.2.2' };

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

test('who floods it leaves places to others, and all together find only so many', async () => {
  const line = openKeyLine({ most: 3, mostOfOne: 2, patienceMs: 60_000 });
  const { ask, answer } = slowLedger();
  const waiting = [line(proxy, ask), line(proxy, ask)];
  expect(await refusalOf(line(proxy, ask))).toBe('rate_limited');
  waiting.push(line(office, ask));
  expect(await refusalOf(line(office, ask))).toBe('rate_limited');
  for (let at = 0; at < 3; at += 1) await answer();
  expect(await Promise.all(waiting)).toHaveLength(3);
  const again = line(proxy, ask);
  await answer();
  expect(await again).toBe('found');
});

test('who gave up waiting lets nobody pass that is before him', async () => {
  const line = openKeyLine({ most: 9, mostOfOne: 9, patienceMs: 20 });
  const { ask, answer, underWay } = slowLedger();
  const first = line(proxy, ask);
  expect(await refusalOf(line(office, ask))).toBe('overloaded');
  expect(await refusalOf(line(office, ask))).toBe('overloaded');
  await answer();
  expect(await first).toBe('found');
  expect(underWay.most).toBe(1);
});
