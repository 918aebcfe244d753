import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { commandLinePage } from './reference.ts';

const page = new URL('../../docs/command-line.md', import.meta.url);

test('docs/command-line.md is made of the commands; `npm run docs:commands` writes it', () => {
  expect(readFileSync(page, 'utf8')).toBe(commandLinePage());
});
