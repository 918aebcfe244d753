import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Files that take long for their size, by which vitest orders what it has not measured yet. Begun
 * last, one of them would run alone.
 */
const long = [
  'test/component/channels/contract.test.ts',
  'test/component/edge/from-the-document.test.ts',
  'test/component/edge/hostile-answers.test.ts',
  'test/component/edge/hostile-callbacks.test.ts',
  'test/component/edge/hostile-requests.test.ts',
  'test/component/ledger/budget.test.ts',
  'test/component/workflows/discard-run.test.ts',
  'test/deploy/production.test.ts',
  'test/live/across-channels.test.ts',
  'test/live/attempt-limit.test.ts',
  'test/live/deadline.test.ts',
  'test/live/lost-answers.test.ts',
  'test/live/replay.test.ts',
  'test/live/two-attempts.test.ts',
  'test/proof/model/callbacks.test.ts',
  'test/proof/model/overtaken.test.ts',
  'test/proof/model/restarted.test.ts',
  'test/proof/model/twice.test.ts',
  'test/proof/model/unanswered.test.ts',
];

/** Component files come after live ones: many and short, they fill what is left at the end. */
function rank({ moduleId, project }: TestSpecification): number {
  const isLong = long.some((file) => moduleId.endsWith(`/${file}`));
  return (project.name === 'component' ? 2 : 0) + (isLong ? 0 : 1);
}

/** Orders files so that two processes end together. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => rank(one) - rank(other));
  }
}
