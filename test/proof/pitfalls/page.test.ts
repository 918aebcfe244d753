import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { allStories } from './all-stories.ts';
import { pageFile, pageOf } from './page.ts';

const threadOrFile =
  /^https:\/\/github\.com\/[\w.-]+\/[\w.-]+\/((issues|pull)\/\d+|blob\/[0-9a-f]{40}\/\S+)$/;

test('docs/pitfalls.md says what the stories say; npm run proof:pitfalls -- --page writes it', () => {
  expect(readFileSync(pageFile, 'utf8')).toBe(pageOf(allStories));
});

test('each pitfall and each test has a name of its own', () => {
  const names = allStories.flatMap((story) => [story.pitfall, story.test]);
  expect(new Set(names).size).toBe(names.length);
});

test('each source is a public thread, or a file at a commit', () => {
  for (const { url } of allStories.flatMap((story) => story.sources)) {
    expect(url).toMatch(threadOrFile);
  }
});

test('each text is one line', () => {
  for (const { pitfall, there, here, test: name } of allStories) {
    expect(`${pitfall}${there}${here}${name}`).not.toContain('\n');
  }
});
