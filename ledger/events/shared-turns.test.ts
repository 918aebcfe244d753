import { expect, test } from 'vitest';
import { sharedTurns } from './shared-turns.ts';

test('all who ask while a turn is under way share the next, which begins after their asking', async () => {
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const ask = sharedTurns((name) => {
    begun.push(name);
    return new Promise((resolve) => ends.push(resolve));
  });
  const first = ask('m');
  const later = [ask('m'), ask('m'), ask('m')];
  const other = ask('another');
  expect(begun).toEqual(['m', 'another']);
  ends[0]?.();
  await first;
  await expect.poll(() => begun).toEqual(['m', 'another', 'm']);
  ends[1]?.();
  ends[2]?.();
  await Promise.all([...later, other]);
  const again = ask('m');
  expect(begun).toEqual(['m', 'another', 'm', 'm']);
  ends[3]?.();
  await again;
});
