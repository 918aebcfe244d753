import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectFolder } from '../../../dev/own-process.ts';
import { allGuards } from './all-guards.ts';
import { changedText } from '../../kit/changed-text.ts';

/**
 * `npm run proof:guards` runs the guards; these tests check that each is still found in the source.
 */
describe('the list of guards', () => {
  test.each(allGuards)('$name: is found once where the list says', ({ changes }) => {
    for (const change of changes) {
      const text = readFileSync(join(projectFolder, change.file), 'utf8');
      expect(changedText(text, change)).not.toBe(text);
    }
  });

  test.each(allGuards)('$name: its witness is a test of that file', ({ witness }) => {
    const text = readFileSync(join(projectFolder, witness.file), 'utf8');
    // The full name begins with the suites' names, and a table's row is filled in at `%s`.
    expect(text).toContain(witness.test);
  });

  test('each has a name of its own', () => {
    const names = allGuards.map((one) => one.name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThanOrEqual(25);
  });

  test('a text that is missing, or there twice, is refused by its file', () => {
    const change = { file: 'a.ts', from: 'if (x)', to: '' };
    expect(() => changedText('nothing', change)).toThrow('a.ts: found 0 times');
    expect(() => changedText('if (x) if (x)', change)).toThrow('a.ts: found 2 times');
    expect(changedText('if (x) y', change)).toBe(' y');
  });
});
