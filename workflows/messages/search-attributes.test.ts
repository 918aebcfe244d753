import { expect, test } from 'vitest';
import { everySearchAttribute, firstSearchAttributes, shownOf } from './search-attributes.ts';

const first = firstSearchAttributes.map(({ name }) => name);
const all = everySearchAttribute.map(({ name }) => name);

test('a run carries what is registered: all, those of the releases before, or none', () => {
  expect(shownOf([...all, 'Theirs'])).toBe('all');
  expect(shownOf(first)).toBe('first');
  expect(shownOf(all.filter((name) => name !== 'PayDeadline'))).toBe('first');
  expect(shownOf(all.filter((name) => name !== 'PayStatus'))).toBe('none');
  expect(shownOf([])).toBe('none');
});
