import { expect, test } from 'vitest';
import { momentWords, spanWords } from './task-words.ts';

test.each([
  [0, '0 s'],
  [400, '0.4 s'],
  [1_940, '1.9 s'],
  [6_900, '7 s'],
  [10_000, '10 s'],
  [119_400, '119 s'],
  [720_000, '12 min'],
  [7_200_000, '2 h'],
  [172_800_000, '2 days'],
  [-5, '0 s'],
])('%d ms are %s', (ms, words) => {
  expect(spanWords(ms)).toBe(words);
});

test('a moment without words of its own keeps its name', () => {
  expect(momentWords('deadline')).toMatchObject({ what: 'deadline' });
  expect(momentWords('something new')).toMatchObject({ what: 'something new' });
});
