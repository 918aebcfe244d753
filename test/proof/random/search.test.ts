import { expect, test } from 'vitest';
import { plantedRules } from '../model/plants.ts';
import { replay } from '../model/replay.ts';
import { search } from './search.ts';
import { storm } from './storm.ts';

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

// Found by `proof:random`, seed 742159775.
test('quiet-end: an answer that is held about a refund that another run saw succeed is asked for again', () => {
  const story = [
    'clicks c (payable-after-close)',
    'create C1 is served',
    'closes',
    'pays C1',
    'callback C1:paid',
    'answer to create C1 (offered)',
    'refunds 60',
    'refund C1R1 is served',
    'the run freezes, and another takes its place',
    'query_refund C1R1 is served',
    'answer to query_refund C1R1 (succeeded) (held)',
    'the stale run takes refunded C1R1 (succeeded)',
    'the run dies',
    'the clock shows 2000',
    'the clock shows 2400',
  ];
  expect(
    replay(storm(['closable', 'closable', 'payable-after-close'], 'refund'), story),
  ).toBeNull();
});

// Found by `proof:random`, seed 406848329.
test('closed-means-watched: a run that is behind watches by its clock until it reads on', () => {
  const story = [
    'clicks a (unvoidable)',
    'create A1: refused',
    'closes',
    'clicks a (unvoidable)',
    'clicks b (closable) (append committed by a twin)',
    'answer to create A1 (refused)',
    'create A1 is served',
    'the clock shows 1001 (append committed by a twin)',
    'the run freezes, and another takes its place (consequence withheld)',
    'the stale run takes created A1 (offered)',
  ];
  expect(replay(storm(['unvoidable', 'closable', 'closable'], 'refund'), story)).toBeNull();
});
