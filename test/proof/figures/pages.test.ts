import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectFolder } from '../../../dev/own-process.ts';
import { figuresPage, withFigures } from './pages.ts';
import { everyProof } from './proofs.ts';
import { readSummary } from './summary.ts';

const docs = join(projectFolder, 'docs');
const page = readFileSync(join(docs, 'guarantees.md'), 'utf8');
const summary = readSummary();

test('every proof command has left its figures', () => {
  const usual = everyProof.map(({ forms }) => Object.keys(forms)[0]);
  expect(Object.keys(summary)).toEqual(expect.arrayContaining(usual));
});

test('the pages hold the figures that the commands wrote, and none by hand', () => {
  expect(withFigures(page, summary)).toBe(page);
  expect(readFileSync(join(docs, 'figures.md'), 'utf8')).toBe(figuresPage(summary));
  expect(page.match(/<!--f /g)?.length).toBeGreaterThan(10);
});

test('a figure that no run wrote is an error, not a blank', () => {
  for (const place of ['model.nonsense', 'nonsense.states']) {
    expect(() => withFigures(`<!--f ${place}-->1<!--/f-->`, summary)).toThrow(place);
  }
});

test('a form that has left no figures is named as such', () => {
  const others = Object.fromEntries(
    Object.entries(summary).filter(([name]) => name !== 'chaos full'),
  );
  const full = 'chaos full: `npm run proof:chaos -- --full` (has left no figures yet)';
  expect(figuresPage(others)).toContain(full);
  expect(figuresPage(summary)).not.toContain(full);
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
  const named = [page, figuresPage(summary)].flatMap((text) => [
    ...text.matchAll(/`npm run ([\w:]+)/g),
  ]);
  for (const [, command] of named) {
    expect(Object.keys(scripts)).toContain(command);
  }
});
