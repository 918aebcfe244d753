import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectFolder } from '../../../dev/own-process.ts';
import { figuresPage, withFigures } from './pages.ts';
import { readFigures } from './read-figures.ts';
import { figureNames } from './write-figures.ts';

const docs = join(projectFolder, 'docs');
const page = readFileSync(join(docs, 'guarantees.md'), 'utf8');
const all = readFigures();

test('every proof command has left its figures', () => {
  expect(all.map(({ name }) => name)).toEqual([...figureNames]);
});

test('the pages hold the figures that the commands wrote, and none by hand', () => {
  expect(withFigures(page, all)).toBe(page);
  expect(readFileSync(join(docs, 'figures.md'), 'utf8')).toBe(figuresPage(all));
  expect(page.match(/<!--f /g)?.length).toBeGreaterThan(10);
});

test('a figure that no run wrote is an error, not a blank', () => {
  expect(() => withFigures('<!--f model.nonsense-->1<!--/f-->', all)).toThrow('model.nonsense');
});

test('what the page names as proof is there', () => {
  const files = [...page.matchAll(/`((?:test|domain|ledger|docs)\/[\w./-]+\.\w+)`/g)].map(
    ([, path]) => String(path),
  );
  expect(files.length).toBeGreaterThan(10);
  for (const path of files) expect(existsSync(join(projectFolder, path)), path).toBe(true);
  const { scripts } = JSON.parse(readFileSync(join(projectFolder, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  for (const [, command] of page.matchAll(/`npm run ([\w:]+)/g)) {
    expect(Object.keys(scripts)).toContain(command);
  }
});
