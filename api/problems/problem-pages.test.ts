import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { problemCodes } from './problem-codes.ts';

const pages = readFileSync(new URL('../../docs/problems.md', import.meta.url), 'utf8');
const sections = new Map(
  pages
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const [code = '', ...text] = section.split('\n');
      return [code.trim(), text.join('\n')];
    }),
);

test('the pages tell of every code and of no other', () => {
  expect([...sections.keys()].sort()).toEqual(Object.keys(problemCodes).sort());
});

test.each(Object.entries(problemCodes))(
  'the page of %s says what happened, what it means for the money and what to do',
  (code, { status, title, retryable }) => {
    const section = sections.get(code) ?? '';
    expect(section).toContain(
      `${status} · ${retryable ? 'repeat with the same key' : 'repeating it as it is does not help'} · “${title}”`,
    );
    for (const label of ['What happened', 'The money', 'What to do']) {
      expect(section).toMatch(new RegExp(`^- \\*\\*${label}:\\*\\* \\S`, 'm'));
    }
  },
);
