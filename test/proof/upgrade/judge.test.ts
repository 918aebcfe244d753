import { describe, expect, test } from 'vitest';
import type { RecordedFact } from '../../../domain/facts/fact.ts';
import { ledgerFacts, trueFacts, truth } from '../chaos/judge/planted.ts';
import { unfoundedFacts, wrongRuns } from './judge.ts';
import type { RunsOfOrder } from './runs.ts';

/** Tests that the judge of upgrades finds what only an upgrade can do wrong. */
const runs: RunsOfOrder = { last: 'COMPLETED', terminated: 0, failedTasks: [], differs: 1 };

describe('the judge of the upgrade proof', () => {
  test('one-truth: a refund that ended though nobody asked for it is found', () => {
    const { ledger } = truth;
    if (ledger === null) throw new Error('the true story is in the ledger');
    const nobodys: RecordedFact = {
      type: 'refund_succeeded',
      number: 'nobody-asked',
      atMs: 0,
    };
    const facts = ledgerFacts([...trueFacts, nobodys]);
    expect(unfoundedFacts(ledger)).toEqual([]);
    expect(unfoundedFacts({ ...ledger, facts })).toEqual([
      expect.stringContaining('names refund nobody-asked'),
    ]);
  });

  test.each<[string, Partial<RunsOfOrder>]>([
    ['a run that did not end', { last: 'RUNNING' }],
    ['a run that differs again and again', { differs: 3 }],
    ['a run that was ended', { terminated: 1 }],
    ['a workflow task that failed', { failedTasks: ['[TMPRL1100] Nondeterminism error'] }],
  ])('%s is found', (_what, change) => {
    expect(wrongRuns(runs, 'one history')).toEqual([]);
    expect(wrongRuns({ ...runs, ...change }, 'one history')).toHaveLength(1);
  });

  test('where no history fits the other version, runs may be ended, and must end all the same', () => {
    const ended = { ...runs, terminated: 1, failedTasks: ['no such command'] };
    expect(wrongRuns(ended, 'other histories')).toEqual([]);
    expect(wrongRuns({ ...ended, last: 'TERMINATED' }, 'other histories')).toHaveLength(1);
  });
});
