import { afterAll, beforeAll, beforeEach, test } from 'vitest';
import { allStories } from './all-stories.ts';
import { openStage, type Stage } from './stage.ts';

/** Failures that users of other systems report, played against ours; see docs/pitfalls.md. */
let stage: Stage;
const begun = new Map<string, string>();

beforeAll(async () => {
  stage = await openStage();
  for (const { test: name, begin } of allStories) {
    if (begin !== undefined) begun.set(name, await begin(stage));
  }
});
afterAll(() => stage.close());
beforeEach(() => stage.street.clearFaults());

for (const { test: name, play } of allStories) {
  test(name, () => play(stage, begun.get(name) ?? ''));
}
