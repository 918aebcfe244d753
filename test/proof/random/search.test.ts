import { expect, test } from 'vitest';
import { plantedRules } from '../model/plants.ts';
import { replay } from '../model/replay.ts';
import { search } from './search.ts';

const broken = plantedRules('a duplicate is never given back');

test('the random runs are awake: a planted fault is found, shrunk, and told again by its story', () => {
  const { found } = search(1, 2_000, broken);
  expect(found?.violation.invariant).toBe('books-balance');
  expect(found?.shrinks).toBeGreaterThan(0);
  const labels = found?.story.map((one) => one.label) ?? [];
  const setting = found?.setting;
  if (setting === undefined) throw new Error('The plant was not found.');
  expect(replay(setting, labels, broken)).toContain('books-balance');
  expect(replay(setting, labels)).toBeNull();
}, 240_000);

test('the same seed repeats the same runs', () => {
  expect(search(7, 60)).toEqual(search(7, 60));
}, 60_000);
